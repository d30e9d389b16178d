"""The words for roles, data, grades, states and answers, in one place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.moments import say_days_left
from glacy.desks.frame.parts import Tag, Text, Tone

SOON_DAYS: Final = 7
"""From how many days before it on a deadline stands out."""

ROLES: Final[dict[str, Text]] = {
    "duty_officer": _("duty officer"),
    "case_officer": _("case officer"),
    "approver": _("approver"),
    "central_authority_lawyer": _("central-authority lawyer"),
    "custodian": _("custodian"),
    "administrator": _("administrator"),
}

DATA: Final[dict[str, Text]] = {
    "subscriber": _("Subscriber information"),
    "traffic": _("Traffic data"),
    "content": _("Content data"),
    "domain_registration": _("Domain registration data"),
    "any": _("Any stored computer data"),
}

GRADES: Final[dict[str, Text]] = {
    "emergency": _("Emergency"),
    "urgent": _("Urgent"),
    "routine": _("Routine"),
}

ADDRESSEES: Final[dict[str, Text]] = {
    "state": _("The authorities of the State"),
    "provider": _("A service provider there, directly"),
    "registrar": _("A registrar or registry there, directly"),
}

MEASURES: Final[dict[str, Text]] = {
    "ETS185-24": _("Extradition"),
    "ETS185-26": _("Information offered without a request"),
    "ETS185-27": _("Mutual assistance where no agreement applies"),
    "ETS185-29": _("Expedited preservation of stored data"),
    "ETS185-30": _("Disclosure of preserved traffic data"),
    "ETS185-31": _("Access to stored data"),
    "ETS185-32": _("Access with consent, or to what is public"),
    "ETS185-33": _("Collection of traffic data in real time"),
    "ETS185-34": _("Interception of content data"),
    "ETS185-35": _("Help from the 24/7 network"),
    "CETS224-6": _("Domain registration data from a registrar"),
    "CETS224-7": _("Subscriber information from a provider"),
    "CETS224-8": _("Giving effect to a production order"),
    "CETS224-9": _("Data in an emergency, between contact points"),
    "CETS224-10": _("Mutual assistance in an emergency"),
    "CETS224-11": _("Hearing by video conference"),
    "CETS224-12": _("Joint investigation teams"),
    "UNCC2024-40": _("Mutual assistance (UN Convention)"),
    "UNCC2024-41": _("24/7 network (UN Convention)"),
    "UNCC2024-42": _("Expedited preservation (UN Convention)"),
    "UNCC2024-43": _("Disclosure of preserved traffic data (UN Convention)"),
    "UNCC2024-44": _("Access to stored data (UN Convention)"),
}

ANSWERS: Final[dict[str, tuple[Text, Tone]]] = {
    "allowed": (_("Allowed"), "holds"),
    "not_allowed": (_("Not allowed"), "fails"),
    "unknown": (_("Unknown"), "unknown"),
}

LANGUAGES: Final[dict[str, Text]] = {
    "en": _("English"),
    "es": _("Spanish"),
    "fr": _("French"),
    "pt": _("Portuguese"),
}

CARRIED: Final[dict[str, Text]] = {
    "waiting": _("Waits to leave"),
    "retrying": _("Could not be delivered yet; tried again"),
    "receipted": _("Delivered, receipt here"),
    "rejected": _("Rejected by the other node"),
    "arrived": _("Arrived here"),
    "paper": _("On paper"),
}

WHERE_FROM: Final[dict[str, Text]] = {
    "own": _("Put in here"),
    "received": _("Received"),
}

EVENTS: Final[dict[str, Text]] = {
    "case.opened": _("Case opened"),
    "case.closed": _("Case closed"),
    "case.member_added": _("Person put on the case"),
    "case.member_removed": _("Person taken off the case"),
    "case.victim_added": _("Victim added"),
    "draft.started": _("Draft started"),
    "draft.saved": _("Draft saved"),
    "draft.proposed": _("Draft laid before a second person"),
    "draft.given_back": _("Draft given back"),
    "draft.approved": _("Draft approved"),
    "draft.discarded": _("Draft put aside"),
    "basis.named": _("Another basis named"),
    "request.sent": _("Request sent"),
    "request.opened": _("Request opened"),
    "request.opened_notice": _("Told that the request was opened"),
    "request.called_back": _("Called back on a number of the directory"),
    "request.accepted": _("Request accepted"),
    "request.refused": _("Request refused"),
    "request.withdrawn": _("Request withdrawn"),
    "request.closed": _("Request closed"),
    "extension.sent": _("Extension asked for"),
    "question.sent": _("Question sent"),
    "supplement.sent": _("Supplement sent"),
    "answer.prepared": _("Answer prepared"),
    "answer.approved": _("Answer approved"),
    "answer.released": _("Answer sent"),
    "disclosure.prepared": _("Disclosure prepared"),
    "disclosure.released": _("Disclosure sent"),
    "conditions.agreed": _("Conditions agreed"),
    "conditions.not_agreed": _("Conditions not agreed"),
    "offer.accepted": _("Offer accepted"),
    "offer.declined": _("Offer declined"),
    "offer.content_sent": _("Content of the offer sent"),
    "envelope.received": _("Message arrived"),
    "envelope.rejected": _("Message rejected"),
    "envelope.put_aside": _("Message put aside"),
    "paper.dispatched": _("Sent on paper"),
    "paper.received": _("Received on paper"),
    "receipt.got": _("Receipt arrived"),
    "evidence.received": _("Evidence arrived"),
    "custody.received": _("Exhibit taken in"),
    "custody.sealed": _("Exhibit sealed"),
    "custody.examined": _("Exhibit examined"),
    "custody.handed_over": _("Exhibit handed over"),
    "act.reviewed": _("Act of one officer reviewed"),
    "facts.accepted": _("Facts about treaties accepted"),
    "deadline.reminded": _("Reminder of a deadline"),
}

VERDICTS: Final[dict[str, Text]] = {"in_order": _("in order"), "not_in_order": _("not in order")}

DEADLINES: Final[dict[str, Text]] = {
    "preservation_ends": _("The preservation ends"),
    "needed_by": _("The data are needed"),
    "assistance_expected": _("The request for the data is expected"),
    "answer_expected": _("An answer is expected"),
    "question_answer": _("A question waits for its answer"),
    "confidentiality_ends": _("Confidentiality ends"),
    "user_may_be_told": _("The user may be told"),
}

REVIEWED_ACTS: Final[dict[str, Text]] = {
    "send": _("Sent"),
    "execute": _("Executed"),
}

DIRECTIONS: Final[dict[str, Text]] = {"sent": _("Sent"), "received": _("Received")}

OUTCOMES: Final[dict[str, Text]] = {
    "preserved": _("Preserved"),
    "nothing_found": _("Nothing found"),
    "deleted": _("Deleted before"),
    "wrong_custodian": _("Held by another"),
    "transmitted": _("Passed on"),
    "awaiting_court": _("Waits for a court"),
    "partly_executed": _("Executed in part"),
    "delivered": _("Delivered"),
    "conditions_proposed": _("Conditions proposed"),
    "postponed": _("Postponed"),
    "refused": _("Refused"),
    "costs_to_agree": _("Costs to agree"),
    "withdrawn": _("Withdrawn"),
    "": _("Open"),
}

STEPS: Final[dict[str, Text]] = {
    "receipt": _("Sent to receipt"),
    "opened": _("Received to opened"),
    "answer": _("Sent to first answer"),
}

STATES: Final[dict[str, tuple[Text, Tone]]] = {
    "draft": (_("Draft"), "quiet"),
    "proposed": (_("Waits for approval"), "now"),
    "approved": (_("Approved"), "now"),
    "sent": (_("Sent"), "now"),
    "received": (_("Received"), "now"),
    "opened": (_("Opened"), "now"),
    "accepted": (_("Accepted"), "now"),
    "executed": (_("Executed"), "holds"),
    "refused": (_("Refused"), "fails"),
    "answered": (_("Answered"), "holds"),
    "closed": (_("Closed"), "quiet"),
    "withdrawn": (_("Withdrawn"), "quiet"),
}


def state_tag(state: str) -> Tag:
    """The tag of a request's state."""
    if state not in STATES:
        return Tag(says=state)
    says, tone = STATES[state]
    return Tag(says=says, tone=tone)


def answer_tag(answer: str) -> Tag:
    """The tag of a ruling's answer."""
    says, tone = ANSWERS[answer]
    return Tag(says=says, tone=tone)


def holds_tag(holds: bool | None) -> Tag:
    """The tag of a check: it holds, it does not hold, or it cannot be told."""
    if holds is None:
        return Tag(says=_("Cannot tell"), tone="unknown")
    return Tag(says=_("Holds"), tone="holds") if holds else Tag(says=_("Does not hold"), tone="fails")


def due_tag(days: int | None) -> Tag:
    """The tag of a deadline by the days that are left."""
    if days is None:
        return Tag(says=_("No day set"))
    tone: Tone = "fails" if days < 0 else "soon" if days <= SOON_DAYS else "quiet"
    return Tag(says=say_days_left(days), tone=tone)


def grade_tag(grade: str) -> Tag:
    """The tag of a grade of urgency."""
    tones: dict[str, Tone] = {"emergency": "fails", "urgent": "soon"}
    return Tag(says=GRADES.get(grade, grade), tone=tones.get(grade, "quiet"))


def role_words(roles: Iterable[str]) -> list[Text]:
    """The roles in words, in their order."""
    held = set(roles)
    return [words for role, words in ROLES.items() if role in held]
