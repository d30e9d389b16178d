"""Cases written from the articles: who asks whom for what on which day, and what the answer must be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

import pytest

from glacy.treaty import Addressee, Answer, DataCategory, Measure, Urgency, Wish, measures, read_offence, rule

STORY = "2026-11-20"


@dataclass(frozen=True, slots=True)
class Case:
    """One question and its answer; `because` is said in a reason, `changed_by` in what would change it."""

    says: str
    pair: str
    measure: str
    answer: Answer
    data: DataCategory = "any"
    on: str = STORY
    offences: tuple[str, ...] = ()
    urgency: Urgency = "routine"
    addressee: Addressee | None = None
    because: str = ""
    changed_by: str = ""


CASES = [
    # Article 29
    Case("29 preserves subscriber data", "GH CL", "ETS185-29", "allowed", "subscriber", offences=("2", "8")),
    Case("29 preserves traffic data", "GH CL", "ETS185-29", "allowed", "traffic"),
    Case("29 preserves content", "GH CL", "ETS185-29", "allowed", "content"),
    Case(
        "29 preserves registration data of a domain", "GH CL", "ETS185-29", "allowed", "domain_registration"
    ),
    Case("29 serves a national offence", "GH CL", "ETS185-29", "allowed", offences=("Act 1038 s. 68",)),
    Case(
        "29 serves an offence of the First Protocol", "GH CL", "ETS185-29", "allowed", offences=("ETS189-3",)
    ),
    Case("29 works the other way round", "CL GH", "ETS185-29", "allowed", "subscriber", offences=("8",)),
    Case(
        "29 goes to the State, not to a provider",
        "GH CL",
        "ETS185-29",
        "not_allowed",
        addressee="provider",
        because="not to a service provider",
        changed_by="Ask the authority of the State",
    ),
    Case("29 is not addressed to a registrar", "GH CL", "ETS185-29", "not_allowed", addressee="registrar"),
    Case("29 is addressed to the State", "GH CL", "ETS185-29", "allowed", addressee="state"),
    # Days of entry into force
    Case(
        "the day before Ghana became a Party",
        "GH CL",
        "ETS185-29",
        "not_allowed",
        on="2019-03-31",
        because="Ghana was not yet a Party on 2019-03-31",
        changed_by="from 2019-04-01",
    ),
    Case("the day on which Ghana became a Party", "GH CL", "ETS185-29", "allowed", on="2019-04-01"),
    Case("the day before Chile became a Party", "US CL", "ETS185-29", "not_allowed", on="2017-07-31"),
    Case("the day on which Chile became a Party", "US CL", "ETS185-29", "allowed", on="2017-08-01"),
    Case("the requesting State must be a Party too", "CL GH", "ETS185-29", "not_allowed", on="2019-03-31"),
    Case(
        "the day before the Convention",
        "AL HR",
        "ETS185-29",
        "not_allowed",
        on="2004-06-30",
        because="came into force only on 2004-07-01",
    ),
    Case("the first day of the Convention", "AL HR", "ETS185-29", "allowed", on="2004-07-01"),
    Case("New Zealand, the day before", "AU NZ", "ETS185-29", "not_allowed", on="2025-11-30"),
    Case("New Zealand, the day", "AU NZ", "ETS185-29", "allowed", on="2025-12-01"),
    Case("a day that is only recalled is unknown", "GH PE", "ETS185-29", "unknown", on="2020-06-01"),
    Case("before the earliest possible day", "GH PE", "ETS185-29", "not_allowed", on="2019-03-31"),
    Case("after a page showed the Party", "GH PE", "ETS185-29", "allowed"),
    Case("Ecuador within its window", "CL EC", "ETS185-29", "unknown", on="2025-04-15"),
    Case("Ecuador before its window", "CL EC", "ETS185-29", "not_allowed", on="2025-01-31"),
    Case("Ecuador after its window", "CL EC", "ETS185-29", "allowed", on="2025-05-01"),
    # States outside
    Case(
        "Kenya was invited and is no Party on the facts",
        "GH KE",
        "ETS185-29",
        "not_allowed",
        because="No accession or ratification by Kenya was seen. Invited to accede",
        changed_by="Accession or ratification by Kenya",
    ),
    Case("the facts have an age", "GH IN", "ETS185-31", "not_allowed", because="register may have changed"),
    Case("a person may name another basis", "GH IN", "ETS185-31", "not_allowed", changed_by="another basis"),
    Case("a State outside cannot ask either", "KE GH", "ETS185-29", "not_allowed"),
    Case("a later accession could be in force", "GH KE", "ETS185-29", "unknown", on="2027-03-01"),
    Case("a page judged doubtful is not used", "GH KR", "ETS185-29", "not_allowed", because="public wiki"),
    Case("a signatory is no Party", "GH ZA", "ETS185-29", "not_allowed", because="only signed"),
    Case("Ireland may have ratified since", "GH IE", "ETS185-29", "unknown", because="cannot be excluded"),
    Case("Ireland as the pages showed it", "GH IE", "ETS185-29", "not_allowed", on="2026-04-10"),
    # Territories (Article 38)
    Case("Curacao since its declaration", "GH CW", "ETS185-29", "allowed", because="extended"),
    Case("Curacao the day before", "GH CW", "ETS185-29", "not_allowed", on="2024-09-30"),
    Case("Aruba was not named", "GH AW", "ETS185-29", "not_allowed", because="did not reach Aruba"),
    Case("Gibraltar is not in the facts", "GH GI", "ETS185-29", "unknown", because="Article 38"),
    Case("a territory of a State outside", "GH HK", "ETS185-29", "not_allowed"),
    # Article 30
    Case(
        "30 arises while executing 29",
        "GH CL",
        "ETS185-30",
        "allowed",
        "traffic",
        because="while executing Article 29",
    ),
    Case(
        "30 gives no subscriber data",
        "GH CL",
        "ETS185-30",
        "allowed",
        "subscriber",
        because="not subscriber data",
    ),
    Case("30 needs the Convention", "GH KE", "ETS185-30", "not_allowed", "traffic"),
    # Article 31 and what governs
    Case(
        "31 without a treaty row",
        "GH CL",
        "ETS185-31",
        "allowed",
        "subscriber",
        because="Article 27 or reciprocity: to be confirmed",
    ),
    Case(
        "31 where a treaty governs", "CL BR", "ETS185-31", "allowed", "content", because="Buenos Aires 2002"
    ),
    Case("31 where a list names none", "US DO", "ETS185-31", "allowed", because="goes by Article 27"),
    Case("31 serves domain registration", "GH CL", "ETS185-31", "allowed", "domain_registration"),
    # Article 27
    Case(
        "27 is not settled without a row", "GH CL", "ETS185-27", "unknown", changed_by="which treaty governs"
    ),
    Case("27 yields to a treaty", "US FR", "ETS185-27", "not_allowed", because="Article 27 yields to it"),
    Case("27 yields to the Inter-American Convention", "CL US", "ETS185-27", "not_allowed"),
    Case("27 applies where a list names no treaty", "US DO", "ETS185-27", "allowed"),
    Case("27 is unknown where a treaty is recalled only", "CL ES", "ETS185-27", "unknown", on="2018-01-01"),
    Case("27 yields to ETS 30", "CL DE", "ETS185-27", "not_allowed"),
    Case("a scheme is a question for a lawyer", "GH GB", "ETS185-27", "unknown", because="for a lawyer"),
    Case("a treaty not yet in force does not count", "CH PA", "ETS185-27", "unknown", on="2024-12-30"),
    Case("a treaty counts from its day", "CH PA", "ETS185-27", "not_allowed", on="2024-12-31"),
    # Article 26
    Case("26 offers unasked", "GH CL", "ETS185-26", "allowed", because="an offer first"),
    Case("26 between Parties only", "GH IN", "ETS185-26", "not_allowed"),
    # Article 32
    Case(
        "32 needs nobody's leave", "GH CL", "ETS185-32", "allowed", addressee="provider", because="act alone"
    ),
    Case("32 reaches Parties only", "GH IN", "ETS185-32", "not_allowed"),
    # Articles 33 and 34
    Case(
        "33 collects live traffic data",
        "GH CL",
        "ETS185-33",
        "allowed",
        "traffic",
        because="not for stored data",
    ),
    Case("33 gives no content", "GH CL", "ETS185-33", "not_allowed", "content", changed_by="traffic data"),
    Case("33 gives no subscriber data", "GH CL", "ETS185-33", "not_allowed", "subscriber"),
    Case("33 is limited by reservations", "GH NZ", "ETS185-33", "unknown", "traffic", because="14(3)"),
    Case("34 as far as law permits", "GH CL", "ETS185-34", "unknown", "content", because="law permit"),
    Case("34 where a treaty governs", "FR DE", "ETS185-34", "allowed", "content"),
    Case("34 gives no traffic data", "GH CL", "ETS185-34", "not_allowed", "traffic"),
    # Article 35
    Case("35 is open day and night", "GH CL", "ETS185-35", "allowed", urgency="emergency"),
    Case("35 between Parties only", "KE GH", "ETS185-35", "not_allowed", urgency="emergency"),
    # Article 24
    Case("24 needs penalties that are not in the facts", "GH CL", "ETS185-24", "unknown", offences=("8",)),
    Case("24 with a national offence", "GH CL", "ETS185-24", "unknown", offences=("Act 1038 s. 68",)),
    Case("24 for ETS 189 outside its Parties", "GH CL", "ETS185-24", "not_allowed", offences=("ETS189-3",)),
    Case("24 for ETS 189 between its Parties", "FR FI", "ETS185-24", "unknown", offences=("ETS189-3",)),
    # The Second Protocol
    *(
        Case(
            f"CETS 224 Article {n} is not in force", "GH CL", f"CETS224-{n}", "not_allowed", because="3 of 5"
        )
        for n in range(6, 11)
    ),
    *(
        Case(f"its Article {n} after the facts end", "RS HU", f"CETS224-{n}", "unknown", on="2027-01-01")
        for n in range(6, 9)
    ),
    Case(
        "not in force even between those who ratified", "RS HU", "CETS224-7", "not_allowed", on="2026-12-31"
    ),
    Case(
        "five ratifications would change it",
        "RS JP",
        "CETS224-8",
        "not_allowed",
        changed_by="5 ratifications",
    ),
    Case("Japan reserved Article 7 away", "RS JP", "CETS224-7", "not_allowed", "subscriber", on="2027-06-01"),
    Case("Japan did not reserve Article 8", "RS JP", "CETS224-8", "unknown", "subscriber", on="2027-06-01"),
    Case("Article 8 gives no content", "RS HU", "CETS224-8", "not_allowed", "content", on="2027-06-01"),
    Case(
        "Article 9 needs an emergency",
        "RS HU",
        "CETS224-9",
        "not_allowed",
        on="2027-06-01",
        because="needs an emergency",
    ),
    Case("Article 9 in an emergency", "RS HU", "CETS224-9", "unknown", on="2027-06-01", urgency="emergency"),
    Case("urgent is no emergency", "RS HU", "CETS224-10", "not_allowed", on="2027-06-01", urgency="urgent"),
    Case(
        "Article 6 goes to a registrar",
        "RS HU",
        "CETS224-6",
        "not_allowed",
        on="2027-06-01",
        addressee="provider",
    ),
    Case(
        "Article 7 goes to a provider",
        "RS HU",
        "CETS224-7",
        "not_allowed",
        on="2027-06-01",
        addressee="state",
    ),
    Case(
        "a State that never signed",
        "RS KE",
        "CETS224-8",
        "not_allowed",
        because="signature or ratification by Kenya",
    ),
]


def wish_of(case: Case) -> Wish:
    requesting, requested = case.pair.split()
    named = [read_offence(text) for text in case.offences]
    return Wish(
        requesting=requesting,
        requested=requested,
        on=date.fromisoformat(case.on),
        data=case.data,
        offence=named[0] if named else None,
        more_offences=tuple(named[1:]),
        urgency=case.urgency,
        addressee=case.addressee,
    )


@pytest.mark.parametrize("case", CASES, ids=attrgetter("says"))
def test_the_articles_answer(case: Case) -> None:
    ruling = rule(wish_of(case), Measure(case.measure))
    said = " ".join(reason.text for reason in ruling.reasons)
    assert ruling.answer == case.answer, said
    assert case.because in said
    assert case.changed_by in (ruling.what_would_change or "")
    assert ruling.reasons
    assert (ruling.what_would_change is None) == ruling.allowed


def test_the_table_is_long() -> None:
    assert len(CASES) >= 60
    assert {case.measure for case in CASES} <= set(measures())
    assert len({case.says for case in CASES}) == len(CASES)


def _pairs_of_grounds() -> Iterator[tuple[str, str, str, str, str]]:
    yield "GH CL", "ETS185-29", "29(5)(a)", "yes", "8"
    yield "GH CL", "ETS185-29", "29(5)(b)", "yes", "8"
    yield "GH CL", "ETS185-29", "29(4)", "no", "8"
    yield "GH CL", "ETS185-29", "29(4)", "unknown", "Act 1038 s. 68"
    yield "GH CL", "ETS185-29", "29(4)", "unknown", "ETS189-3"
    yield "GH AT", "ETS185-29", "29(4)", "no", "2"
    yield "GH AT", "ETS185-29", "29(4)", "yes", "ETS189-3"
    yield "GH SE", "ETS185-29", "29(4)", "yes", "Act 1038 s. 68"
    yield "CL GH", "ETS185-29", "29(4)", "unknown", "Ley 21.459 art 1"
    yield "GH CL", "ETS185-30", "30(2)(a)", "yes", "8"
    yield "GH CL", "ETS185-30", "30(2)(b)", "yes", "8"
    yield "GH CL", "ETS185-31", "25(4)", "yes", "8"
    yield "GH CL", "ETS185-31", "27(4)(a)", "unknown", "8"
    yield "GH CL", "ETS185-31", "28", "unknown", "8"
    yield "US FR", "ETS185-31", "27(4)(b)", "no", "8"
    yield "US DO", "ETS185-31", "27(4)(a)", "yes", "8"
    yield "US DO", "ETS185-31", "28", "yes", "8"
    yield "GH CL", "ETS185-24", "24(6)", "yes", "8"
    yield "RS HU", "CETS224-8", "8(8)", "yes", "8"


@pytest.mark.parametrize(("pair", "measure", "article", "applies", "offence"), list(_pairs_of_grounds()))
def test_a_ground_is_open_or_not(pair: str, measure: str, article: str, applies: str, offence: str) -> None:
    ruling = rule(wish_of(Case("", pair, measure, "unknown", offences=(offence,))), Measure(measure))
    found = [ground for ground in ruling.grounds_for_refusal if ground.article.split(" ")[1] == article]
    assert found
    assert found[0].applies == applies
    assert found[0].why


def test_a_fiscal_offence_of_articles_2_to_11_is_no_ground() -> None:
    story = rule(wish_of(Case("", "GH CL", "", "allowed", offences=("8",))), Measure("ETS185-31"))
    other = rule(wish_of(Case("", "GH CL", "", "allowed", offences=("tax fraud",))), Measure("ETS185-31"))
    fiscal = [[g.applies for g in r.grounds_for_refusal if "fiscal" in g.text] for r in (story, other)]
    assert fiscal == [["no"], ["unknown"]]


@pytest.mark.parametrize(
    ("pair", "offences", "answer"),
    [
        ("GH CL", ("2", "8"), "not_required"),
        ("GH CL", ("2", "Act 1038 s. 68"), "unknown"),
        ("GH CL", (), "unknown"),
        ("GH AT", ("11",), "not_required"),
        ("GH AT", ("ETS189-4",), "may_be_required"),
        ("GH NG", ("murder",), "may_be_required"),
        ("GH TR", ("murder",), "unknown"),
        ("CL TO", ("murder",), "unknown"),
        ("GH BR", ("murder",), "unknown"),
    ],
)
def test_dual_criminality_of_a_preservation(pair: str, offences: tuple[str, ...], answer: str) -> None:
    ruling = rule(wish_of(Case("", pair, "", "allowed", offences=offences)), Measure("ETS185-29"))
    assert ruling.dual_criminality == answer
    assert ruling.dual_says


def test_a_reservation_counts_from_its_day() -> None:
    case = Case("", "GB AT", "", "allowed", offences=("murder",), on="2012-09-30")
    assert rule(wish_of(case), Measure("ETS185-29")).dual_criminality == "unknown"


def test_the_requesting_states_own_reservation_is_for_a_lawyer() -> None:
    ruling = rule(wish_of(Case("", "CL GH", "", "allowed", offences=("murder",))), Measure("ETS185-29"))
    assert ruling.dual_criminality == "unknown"
    assert "question for a lawyer" in ruling.dual_says
    assert "declaration:ETS185:CL:29(4):reservation" in [row.id for row in ruling.facts]


def test_assistance_tells_how_the_requested_state_narrowed_the_offence() -> None:
    ruling = rule(wish_of(Case("", "GH CL", "", "allowed", offences=("2",))), Measure("ETS185-31"))
    assert ruling.dual_criminality == "may_be_required"
    assert "specific criminal intent" in ruling.dual_says
