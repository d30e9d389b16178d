"""A small invented act in two versions, for tests that need one."""

from __future__ import annotations

ACT = b"""COMPUTER OFFENCES ACT, 2031 (invented)

PART I - OFFENCES

Section 1. Unauthorised access
A person who intentionally gains access to the whole or any part of a computer system without right
commits an offence and is liable on conviction to imprisonment for two years.

Section 2. Illegal interception
A person who intentionally and without right intercepts by technical means a non-public transmission of
computer data to, from or within a computer system commits an offence and is liable to imprisonment.

Section 3. Fees
The Minister may prescribe the fees that are payable under this Act.

PART II - POWERS

Section 4. Expedited preservation of data
Where a police officer believes that stored computer data are vulnerable to loss or modification, the
officer may by written notice order a person to preserve the data and maintain their integrity for up to
ninety days.
"""

AMENDED = ACT.replace(b"for two years", b"for five years").replace(
    b"Section 3. Fees\nThe Minister may prescribe the fees that are payable under this Act.\n",
    b"Section 3. Misuse of devices\nA person who without right sells or imports a device designed primarily"
    b" for committing an offence under section 1 commits an offence.\n",
)
SOURCE = "https://gazette.example.org/acts/2031/7"
