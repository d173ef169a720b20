r"""LaTeX commands: those that a JSON escape can eat (``\b \f \n \r \t``), and the others."""

from __future__ import annotations

_EATEN = """
    backepsilon backprime backsim backslash bar barwedge bbox because begin beta beth between bf
    bfseries big bigcap bigcirc bigcup bigg biggl biggr bigl bigm bigodot bigoplus bigotimes
    bigr bigsqcup bigstar bigtriangledown bigtriangleup biguplus bigvee bigwedge binom
    blacklozenge blacksquare blacktriangle bm bmatrix bmod boldmath boldsymbol bot bowtie boxdot
    boxed boxminus boxplus boxtimes bra braket breve bullet bumpeq fallingdotseq fbox flat
    footnotesize forall frac frown nabla natural ncong ne nearrow neg neq newcommand newline
    newpage nexists ngeq ngeqq ngeqslant ngtr ni nLeftarrow nleftarrow nLeftrightarrow
    nleftrightarrow nleq nleqq nleqslant nless nmid noindent nolimits nonumber normalfont
    normalsize not notag notin nparallel nprec npreceq nRightarrow nrightarrow nshortmid nsim
    nsubset nsubseteq nsucc nsucceq nsupseteq ntriangleleft ntriangleright nu num nVDash nVdash
    nvDash nvdash nwarrow raisebox rangle rbrace rbrack rceil ref relax renewcommand restriction
    rfloor rgroup rhd rho right rightarrow rightarrowtail rightharpoondown rightharpoonup
    rightleftarrows rightleftharpoons rightrightarrows rightsquigarrow risingdotseq rlap rm
    rmoustache root rotatebox rtimes rule rVert rvert tag tan tanh tau tbinom text textbf
    textcolor textit textnormal textrm textsc textsf textstyle textsubscript textsuperscript
    texttt tfrac therefore theta thetasym thickapprox thicksim thinspace tilde times tiny to top
    triangle triangledown triangleleft trianglelefteq triangleq triangleright trianglerighteq tt
    twoheadleftarrow twoheadrightarrow
"""

_WORDS = """
    natural ncong ne neg neq newline newpage nexists ngtr ni nless nmid not notag nparallel
    nprec nsim nsubset nsucc nu num rangle rbrace rceil rfloor rgroup rlap rm rtimes rvert tag
    tan tanh tau text tiny to top tt
"""

_OTHERS = """
    aleph Alpha alpha amalg angle approx arccos arcsin arctan arg ast asymp Beta cancel cap
    caption cdot cdots ce celsius centering cfrac checkmark Chi chi choose circ circledast cite
    complement cong coprod cos cosh cot coth csc cup curvearrowright dagger dbinom ddots deg
    degree Delta delta det dfrac diamond dim displaystyle div dot doteq dots downarrow ell emph
    empty emptyset end ensuremath Epsilon epsilon equiv Eta eta eth exists exp Gamma gamma gcd
    ge geq geqslant gets gg ggg grad gtrsim hat hbar hline hom hookrightarrow hphantom hspace
    iff iiint iint Im imath implies in includegraphics inf infty int Iota iota item jmath Kappa
    kappa ker label Lambda lambda land langle lbrace lbrack lceil ldots le left Leftarrow
    leftarrow leftharpoonup Leftrightarrow leftrightarrow leq leqslant lesssim lfloor lg lim
    liminf limits limsup ll llcorner lll ln lnot log Longleftarrow longleftarrow
    Longleftrightarrow longleftrightarrow longmapsto Longrightarrow longrightarrow lor lVert
    lvert mapsto mathbb mathbf mathcal mathfrak mathit mathop mathring mathrm mathscr mathsf max
    mbox mid middle min mod models mp Mu mu Nu oint Omega omega Omicron operatorname oplus
    oslash otimes over overbrace overline overrightarrow overset parallel partial perp phantom
    Phi phi Pi pi pm pmatrix pmod Pr prec preceq prime prod propto Psi psi qquad quad Re Rho
    Rightarrow scriptstyle searrow sec section setminus SI si Sigma sigma sim simeq sin sinh
    smile sphericalangle sqrt square stackrel star subsection subset subseteq substack succ
    succeq sum sup supset supseteq surd swarrow Tau Theta ulcorner underbrace underline underset
    unit Uparrow uparrow updownarrow uplus Upsilon upsilon urcorner url usepackage varepsilon
    varphi varpi varrho varsigma vartheta vdots vec vee Vert vert vphantom vspace wedge widehat
    widetilde wp wr Xi xi xrightarrow Zeta zeta
"""

EATEN = frozenset(_EATEN.split())
"""Commands that begin with the letter of a valid escape."""

WORDS = frozenset(_WORDS.split())
"""Those whose letters after the first can open a line or a cell: "an", "angle", "e", "exists"."""

OTHERS = frozenset(_OTHERS.split())
"""Commands that are no valid escape, so that only their strings' repair meets them."""

TAKES_ARGUMENT = frozenset({"tag", "text", "tt", "tiny", "rlap", "num"})
"""Those of `WORDS` that a brace follows, where no word would have one."""

STEMS = ("theta", "times", "therefore", "triangle")
"""No word goes on like this after a tab: a longer run of letters is a command run into them."""

FOLDERS = frozenset(
    {"new", "nginx", "node", "notes", "raw", "reports", "repo", "repos", "resources", "table"}
    | {"tables", "tasks", "temp", "templates", "test", "tests", "tmp", "tools"}
)
"""What follows a drive's letter in a path whose backslash a JSON escape ate."""
