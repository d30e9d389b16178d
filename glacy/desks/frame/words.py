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
    "drafter": _("drafter of laws"),
    "law_reviewer": _("reviewer of laws"),
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
    "posted": _("Left by mail or on a stick; reply awaited"),
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
    "case.read_here": _("Read at the node's own command line"),
    "case.erased": _("Case erased"),
    "envelope.settled": _("What was kept apart settled"),
    "message.tried_again": _("Tried again"),
    "offer.sent": _("Offer sent"),
    "payload.asked_again": _("Large evidence asked for again"),
    "payload.gathered": _("Large evidence whole"),
    "evidence.agreement_given": _("Our agreement to hand it over given"),
    "evidence.agreement_recorded": _("Agreement of the other authority recorded"),
    "evidence.border_refused": _("Not let across the border"),
    "evidence.consent_confirmed": _("Consent to another use compared with its scan"),
    "evidence.described": _("Description given"),
    "evidence.destruction_asked": _("Destruction asked for"),
    "evidence.destruction_refused": _("Destruction not agreed to"),
    "evidence.disclosed": _("Evidence given to a person outside"),
    "evidence.disclosure_asked": _("Asked to give evidence to a person outside"),
    "evidence.opener_named": _("Opener named"),
    "evidence.opener_removed": _("Opener taken off"),
    "evidence.paper_put": _("Paper put with the evidence"),
    "evidence.record_sealed": _("Record of custody sealed"),
    "evidence.withheld": _("Evidence withheld from a copy"),
    "evidence.use_refused": _("Use not allowed by the conditions"),
    "glass.asked": _("Breaking the glass asked for"),
    "glass.refused": _("Breaking the glass refused"),
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
    "request.called_back": _("Called back"),
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
    "answer.release_asked": _("Answer let go; the node makes it ready"),
    "answer.release_stopped": _("Making the answer ready stopped"),
    "disclosure.prepared": _("Disclosure prepared"),
    "disclosure.released": _("Disclosure sent"),
    "conditions.agreed": _("Conditions agreed"),
    "conditions.not_agreed": _("Conditions not agreed"),
    "offer.accepted": _("Offer accepted"),
    "offer.declined": _("Offer declined"),
    "offer.content_sent": _("Content of the offer sent"),
    "message.posted": _("Left by mail or on a stick"),
    "message.came_back": _("The mail came back"),
    "carrier.chosen": _("Carrier chosen"),
    "stick.written": _("Stick written"),
    "stick.read": _("Stick read"),
    "envelope.received": _("Message arrived"),
    "envelope.rejected": _("Message rejected"),
    "envelope.put_aside": _("Message put aside"),
    "paper.arrived": _("Came on paper, being keyed in"),
    "paper.request": _("Request on paper keyed in"),
    "paper.answer": _("Answer on paper keyed in"),
    "paper.dispatched": _("Sent on paper"),
    "paper.dispatch_corrected": _("Corrected when the paper left"),
    "paper.received": _("Received on paper"),
    "receipt.got": _("Receipt arrived"),
    "evidence.received": _("Evidence arrived"),
    "custody.received": _("Exhibit taken in"),
    "custody.sealed": _("Exhibit sealed"),
    "custody.examined": _("Exhibit examined"),
    "custody.handed_over": _("Exhibit handed over"),
    "custody.copied": _("Exhibit copied"),
    "custody.rechecked": _("Exhibit compared with its seal"),
    "custody.redacted": _("Exhibit redacted"),
    "custody.returned": _("Exhibit given back"),
    "custody.destroyed": _("Content of an exhibit destroyed"),
    "evidence.consent_got": _("Consent to another use recorded"),
    "evidence.consent_given": _("Our consent to another use given"),
    "act.reviewed": _("Act of one officer reviewed"),
    "alarm.called": _("Somebody called for an emergency"),
    "alarm.taken": _("Emergency taken"),
    "emergency.waiver_asked": _("Would answer for an emergency without a call"),
    "emergency.waived": _("Two answer for an emergency without a call"),
    "glass.broken": _("Glass broken"),
    "glass.looked": _("Looked through broken glass"),
    "glass.ended": _("Broken glass is over"),
    "glass.reviewed": _("Broken glass reviewed"),
    "erasure.asked": _("Erasure asked for"),
    "erasure.refused": _("Erasure refused"),
    "facts.accepted": _("Facts about treaties accepted"),
    "deadline.reminded": _("Reminder of a deadline"),
    "backup.key_made": _("Recovery key of the backups made"),
    "node.key_finished": _("Key of before withdrawn after its overlap"),
    "node.key_revoked": _("Keys withdrawn after a theft"),
    "node.key_rolled": _("New key for the node"),
    "node.restored": _("Node restored from a backup"),
    "peer.restored": _("Told a restored node what we hold"),
    "message.recalled": _("Message of ours taken back after a restore"),
    "journal.origin_opened": _("Journal goes on under a new name"),
}

HOW_IT_LEFT: Final[dict[str, Text]] = {
    "mail": _("By e-mail, as the sealed PDF"),
    "post": _("By post or pouch, printed and signed"),
    "interpol": _("Through INTERPOL's network"),
    "hand": _("By hand"),
}
"""How a sealed document left; what the command line was told in other words is shown as it was told."""

HOW_IT_CAME: Final[dict[str, Text]] = {
    "mail": _("By e-mail"),
    "phone": _("By telephone"),
    "post": _("On paper, by post or pouch"),
    "interpol": _("Through INTERPOL's network"),
    "hand": _("By hand"),
}
"""How an answer of a State without a node came."""

MESSAGES: Final[dict[str, Text]] = {
    "request": _("Request"),
    "offer": _("Offer of information (Article 26)"),
    "answer": _("Answer"),
    "disclosure": _("Disclosure of traffic data (Article 30)"),
    "question": _("Question"),
    "supplement": _("Supplement"),
    "extension": _("Extension asked"),
    "withdrawal": _("Withdrawn"),
    "acceptance": _("Accepted"),
    "offer_content": _("Information offered (Article 26)"),
    "notice": _("Notice that it was opened or closed"),
}
"""What a message is, by its kind."""

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

CALLS: Final[dict[str, Text]] = {
    "confirmed": _("The request is theirs"),
    "not_reached": _("Nobody answered"),
    "not_theirs": _("The request is not theirs"),
}
"""What came of a call back."""

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


def claimed_tag(grade: str) -> Tag:
    """The tag of an urgency that another State claims: of an emergency it says that it is a claim."""
    return Tag(says=_("Claims an emergency"), tone="fails") if grade == "emergency" else grade_tag(grade)


def role_words(roles: Iterable[str]) -> list[Text]:
    """The roles in words, in their order."""
    held = set(roles)
    return [words for role, words in ROLES.items() if role in held]
