"""English clauses as questions with "why", and the base forms of verbs that "did" asks for."""

from __future__ import annotations

import re

from prompts._shared.wording import words

LEMMAS = dict(
    pair.split(":")
    for pair in words("""
        abolished:abolish accepted:accept achieved:achieve adopted:adopt announced:announce
        approved:approve arrested:arrest assassinated:assassinate attacked:attack
        attracted:attract banned:ban besieged:besiege blockaded:blockade bombed:bomb bought:buy
        broke:break brought:bring built:build called:call captured:capture carried:carry
        caught:catch caused:cause challenged:challenge changed:change chose:choose claimed:claim
        cleared:clear collected:collect compared:compare completed:complete condemned:condemn
        conquered:conquer controled:control convinced:convince created:create crossed:cross
        crushed:crush cut:cut declared:declare defeated:defeat defended:defend delivered:deliver
        demanded:demand denied:deny described:describe designed:design destroyed:destroy
        developed:develop discovered:discover divided:divide doubted:doubt drew:draw drove:drive
        entered:enter established:establish executed:execute expelled:expel explained:explain
        explored:explore exported:export feared:fear fed:feed formed:form fortified:fortify
        fought:fight found:find founded:found gained:gain gave:give governed:govern
        granted:grant held:hold helped:help hired:hire imported:import imprisoned:imprison
        improved:improve increased:increase inspired:inspire introduced:introduce invaded:invade
        invented:invent issued:issue joined:join kept:keep killed:kill launched:launch led:lead
        left:leave liberated:liberate lifted:lift limited:limit lost:lose lowered:lower
        made:make measured:measure met:meet murdered:murder needed:need occupied:occupy
        offered:offer opened:open opposed:oppose ordered:order organised:organise
        organized:organize overthrew:overthrow passed:pass persuaded:persuade produced:produce
        promised:promise promoted:promote proposed:propose protected:protect proved:prove
        published:publish punished:punish purchased:purchase put:put raised:raise
        ratified:ratify reached:reach received:receive reduced:reduce reformed:reform
        refused:refuse rejected:reject released:release repaired:repair repealed:repeal
        replaced:replace revealed:reveal ruled:rule sank:sink saw:see seized:seize sent:send
        set:set shook:shake shot:shoot signed:sign sold:sell spread:spread started:start
        stored:store struck:strike supported:support suppressed:suppress surrounded:surround
        swept:sweep taught:teach taxed:tax threatened:threaten threw:throw took:take
        transformed:transform treated:treat unified:unify united:unite used:use visited:visit
        wanted:want weakened:weaken welcomed:welcome withdrew:withdraw won:win wore:wear
        wrote:write
    """)
)
"""Past forms of verbs that take an object, with their base."""
_MODAL = re.compile(
    r"(?P<subject>[A-Z][\w-]*(?: [\w-]+){0,5}) (?P<verb>can|could|must|should|may|might|will|would|"
    r"is|are|was|were|has|have|had) (?P<rest>[a-z].*)"
)
_MANY = re.compile(
    r"(?P<subject>(?:Most|Many|Some|Few|All) (?:[a-z-]+ ){0,2}?[a-z-]+s) "
    r"(?P<verb>[a-z]+(?<!s)(?<!ed)) (?P<rest>(?:the|an?|their|in|on|at|to|by|for|from|with|near|"
    r"into|over|under|after|before|during|between|as|when)\b.*)"
)
_NO_SUBJECT = words("that which who whom whose where when if not and or but than")
_NO_BASE = words(
    "is are was were has have had can could may might must shall should will would do does did not "
    "also often usually never always only still then now"
)
_SINGULAR = ("ss", "us", "is")


def supported(clause: str, subject: str) -> str | None:
    """The clause as "why …"; None where its verb or the number of its subject is not certain.

    Args:
        clause: A main clause of the source, with its capital.
        subject: What it opens with, where that is known, as it stands inside a sentence.
    """
    if subject and len(subject) < len(clause):
        verb, _, rest = clause[len(subject) :].strip().partition(" ")
        return _with_do(subject, verb, rest)
    many = _MANY.fullmatch(clause)
    if many is not None and many["verb"] not in _NO_BASE and many["verb"] not in LEMMAS:
        named = many["subject"][0].lower() + many["subject"][1:]
        return f"why do {named} {many['verb']} {many['rest']}"
    modal = _MODAL.fullmatch(clause)
    if modal is not None and _is_subject(modal["subject"]):
        named = _lowered(modal["subject"])
        return None if named is None else f"why {modal['verb']} {named} {modal['rest']}"
    return None


def _with_do(subject: str, verb: str, rest: str) -> str | None:
    if not verb.islower() or verb in _NO_BASE:
        return None
    if verb in LEMMAS:
        return f"why did {subject} {LEMMAS[verb]} {rest}".strip()
    plural = subject.endswith("s") and not subject.endswith(_SINGULAR)
    if plural and not subject.startswith(("a ", "an ")) and not verb.endswith(("s", "ed")):
        return f"why do {subject} {verb} {rest}".strip()
    return None


def _is_subject(phrase: str) -> bool:
    """Whether the words are one noun phrase: no clause or verb of their own among them."""
    inner = phrase.lower().split()
    return not _NO_SUBJECT & set(inner) and not any(word.endswith("ly") for word in inner)


def _lowered(phrase: str) -> str | None:
    """The phrase inside a sentence; None where its first word may be a name."""
    first, blank, rest = phrase.partition(" ")
    if first in {"The", "A", "An", "People", "Most", "Many", "Some", "All", "Each", "Every"}:
        return first.lower() + blank + rest
    return None
