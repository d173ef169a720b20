"""Words of form, long enough to look as if they named a thing, in the four languages we write."""

from __future__ import annotations

_LISTED = """
aber about abschnitt afirmación after again algo alguna algunas algunos algún alle allem allen
aller alles also although andere anderen another ante antes appelle aquel aquella auch aunque
auss aussage aussi autre autres avait avec avoir beaucoup because bedeutet been before begriff
beiden beim being between bien both cada called casi ceci cela celle celles celui cent cette
chaque chez comme comment como con concepto conceptos contre conviene could cual cualquier
cuando cuál cuáles cuándo cuánto cómo damit dann dans darf dass debe deben dein deine del denen
denn depuis deren desde dessen dies diese diesem diesen dieser dieses dire doch does donc donde
done dont dort down durante durch during dónde each eine einem einen einer eines ella ellas elle
elles ellos encore entre era eran erste esta estaba estas este esto estos está etwas even ever
every faire fait faut find from fue fueron ganz gegen geschah good great haben hace hacen hacer
hacia happen happened hasta hatte have having hay heißt here hier ihre ihren ihrer immer
important into jede jeder jedes junto just kann kein keine know können leur leurs lien liens
like llama lorsque luego made main mais make many mean mediante mehr menos mental mientras misma
mismo moins more most much mucha muchas mucho muchos muss must muy même müssen nach nada named
neither nennt never nicht noch notion notions notre nous nunca ocurre ocurrió oder often ohne
only onto other otra otras otro otros over own palabras para parce pendant pero peut peuvent
plus plusieurs poco pocos porque pour pourquoi propias puede pueden pues puis quand quel quelle
quelles quels quién quoi sabe saber same sans savoir schon sección section según sehr sein seine
selon ser sera seront should show sich sido siempre since sind small sobre soll sollen sollte
solo some sont sous statement such sur sólo take también tanto tener term terme than that their
them then there these they thing this those through tiene tienen toda todas todo todos tous tout
toute toutes trop très término unas under unos unter until upon used using usted very viele
vielen vom von vor votre vous wann warum wegen weil welche welchem welchen welcher welches wenn
werden what when where which while whom whose wichtig wichtigste wie wieder will wird wissen
with within without word worden worte worten would wurde wurden würden your zum zur zusammen
zwischen étaient était être über
"""

PLAIN_WORDS = frozenset(_LISTED.split())
"""Small letters, marks kept."""
