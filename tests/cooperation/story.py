"""The invented story as values: Ghana asks Chile to preserve, Chile answers; nobody in it exists."""

from __future__ import annotations

from datetime import UTC, date, datetime

from glacy.cooperation import (
    Addressee,
    Answer,
    Authority,
    Basis,
    Contact,
    DataSection,
    Earlier,
    EmailTarget,
    Formalities,
    FreeText,
    IpTarget,
    Languages,
    OffenceStated,
    Period,
    Preserved,
    Request,
    SafeguardStated,
    Secrecy,
    Translation,
    Urgency,
    WantedData,
)

REQUEST = "6d1f0f7e-3c0a-4a53-9c3e-1f2b7a9d4c10"
FOLLOW_UP = "0b9f6c3a-52d1-4a7e-8f7b-4c1d2e3f4a5b"
THREAD = "2f6a1c9e-7b1d-4d8e-a0f3-5c4b3a291807"
ANSWER = "b3e1d2c4-5f60-4718-92a3-b4c5d6e7f809"
SENT_AT = datetime(2026, 11, 21, 0, 41, 0, tzinfo=UTC)
LOGGED_AT = datetime(2026, 11, 20, 22, 41, 7, tzinfo=UTC)
PERIOD = Period(
    from_at=datetime(2026, 11, 1, tzinfo=UTC), until_at=datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC)
)
GHANA = Authority(
    country="GH",
    name="24/7 contact point of Ghana (invented)",
    role="contact_24_7",
    zone="Africa/Accra",
    officer="Ama Darko (invented)",
    title="Duty officer",
    address="1 Example Road, Accra",
    phone="+233 30 000 0000",
    email="duty@contact-gh.example",
    hours="00:00-24:00, every day",
    channel="this exchange, then e-mail",
    confirm=Contact(name="Kofi Mensah (invented)", title="Head of shift", phone="+233 30 000 0001"),
)
CHILE = Authority(
    country="CL",
    name="24/7 contact point of Chile (invented)",
    role="contact_24_7",
    zone="America/Santiago",
    officer="Elena Rojas (invented)",
)
IP = IpTarget(
    address="203.0.113.77",
    port=51844,
    destination="198.51.100.20",
    destination_port=443,
    protocol="tcp",
    logged_at=LOGGED_AT,
    zone="Africa/Accra",
    clock_offset=3,
    period=Period(
        from_at=datetime(2026, 11, 20, 22, tzinfo=UTC), until_at=datetime(2026, 11, 20, 23, tzinfo=UTC)
    ),
    custodian="Red Austral SpA (invented), Santiago",
)
MAILBOX = EmailTarget(
    address="facturas@red-austral.example", period=PERIOD, custodian="Red Austral SpA (invented), Santiago"
)
FACTS = FreeText(
    text=(
        "On 20 November 2026 the invented Baobab Clinic in Accra paid USD 184,000 to an account that a false "
        "supplier's e-mail had named. The e-mail came from a mailbox at Red Austral SpA."
    ),
    language="en",
    translations=(
        Translation(
            text=(
                "El 20 de noviembre de 2026 la clínica Baobab (inventada), en Acra, pagó 184.000 dólares a "
                "una cuenta indicada por un correo falso de su proveedor. El correo salió de un buzón de Red "
                "Austral SpA."
            ),
            language="es",
            status="working",
            translator="Ama Darko (invented)",
        ),
    ),
)


def english(text: str) -> FreeText:
    """A text that was written in English."""
    return FreeText(text=text, language="en")


OBSERVED = (
    SafeguardStated(key="proportionality", article="ETS185 15(1)", binds="both", applies="yes"),
    SafeguardStated(key="third_parties", article="ETS185 15(3)", binds="both", applies="yes"),
    SafeguardStated(
        key="secrecy_of_preservation", article="ETS185 16(3), 29(6)", binds="asked", applies="yes"
    ),
    SafeguardStated(
        key="user_notice",
        says=(
            "Telling the user in Chile: secret. The provider must keep the preservation secret; "
            "breach is an offence."
        ),
        source="https://www.bcn.cl/leychile/navegar?idNorma=1177743",
        binds="asked",
        applies="yes",
    ),
)
PRESERVATION = Request(
    id=REQUEST,
    thread=THREAD,
    dated_at=SENT_AT,
    exercise=True,
    reference="GH-2026-0117",
    authority=GHANA,
    addressee=Addressee(country="CL", name="24/7 contact point of Chile (invented)"),
    basis=Basis(measure="ETS185-29"),
    offence=(
        OffenceStated(article="ETS185-2", provisions="Cybersecurity Act 2020 (Act 1038)", penalty="5 years"),
        OffenceStated(article="ETS185-8", text="Computer-related fraud"),
    ),
    facts=FACTS,
    targets=(IP, MAILBOX),
    data=DataSection(
        wanted=(
            WantedData(
                category="subscriber", description=english("Who held the mailbox and the connection.")
            ),
            WantedData(category="traffic"),
            WantedData(category="content", description=english("Messages of the mailbox in the period.")),
        ),
        link=english("The mailbox sent the false invoice; the connection opened the mailbox."),
        necessity=english("The provider keeps connection logs for a short time only."),
        assistance_will_follow=True,
        assistance_expected_on=date(2026, 11, 23),
    ),
    urgency=Urgency(
        grade="urgent", reason=english("The money moves on within days."), needed_by_on=date(2026, 11, 23)
    ),
    secrecy=Secrecy(
        user_not_told_until_on=date(2027, 5, 21), confidential=True, why=english("The suspect is at large.")
    ),
    safeguards=OBSERVED,
    language=Languages(documents=("es", "en"), original="en"),
)
PRESERVED = Answer(
    id=ANSWER,
    thread=THREAD,
    dated_at=datetime(2026, 11, 21, 2, 10, 0, tzinfo=UTC),
    exercise=True,
    in_reply_to=REQUEST,
    authority=CHILE,
    language=Languages(documents=("es", "en"), original="es"),
    reference="CL-247-2026-88",
    outcomes=(
        Preserved(
            what="Mailbox and connection records",
            from_at=datetime(2026, 11, 21, 2, 0, 0, tzinfo=UTC),
            until_on=date(2027, 2, 19),
            legal_basis="CPP 218 bis",
            renewals_left=1,
            reference="RA-5521",
        ),
    ),
)
ASSISTANCE = Request(
    id=FOLLOW_UP,
    thread=THREAD,
    dated_at=datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC),
    exercise=True,
    reference="GH-2026-0117",
    authority=GHANA,
    addressee=PRESERVATION.addressee,
    basis=Basis(measure="ETS185-31", governing="Article 27, to be confirmed"),
    offence=PRESERVATION.offence,
    facts=FACTS,
    targets=PRESERVATION.targets,
    data=DataSection(
        wanted=PRESERVATION.data.wanted,
        link=PRESERVATION.data.link,
        object=english("Disclosure of the preserved data."),
        reason=english("To identify who diverted the payment."),
    ),
    urgency=PRESERVATION.urgency,
    secrecy=PRESERVATION.secrecy,
    safeguards=(
        *OBSERVED[:2],
        SafeguardStated(key="use_limitation", article="ETS185 28(2)(b)", binds="asking", applies="unknown"),
        OBSERVED[-1],
    ),
    formalities=Formalities(
        procedures=english("A certificate of the custodian with the hash of each file."),
        certificates=("Certificate of the custodian",),
        court="High Court, Accra (invented)",
        court_reference="CR/0001/2026",
        domestic_basis="Mutual Legal Assistance Act, 2010 (Act 807)",
    ),
    earlier=Earlier(
        status="follow_up",
        reference="CL-247-2026-88",
        request=REQUEST,
        preserved_until_on=date(2027, 2, 19),
    ),
    language=Languages(documents=("es", "en"), original="en"),
    in_reply_to=None,
)
