"""What django-allauth asks of this node: how secrets are kept, and what an authenticator shows of it."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from glacy.desks.frame.here import this_node
from glacy.node.veiling import unveil, veil


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth comes without types
    """Secrets lie in the tables under the key of the node; names are those that an officer knows."""

    def encrypt(self, text: str) -> str:
        """The text under the key of this node."""
        return veil(this_node(), text)

    def decrypt(self, encrypted_text: str) -> str:
        """The text again; raises where another key was used, or the row was changed."""
        return unveil(this_node(), encrypted_text)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """The sign-in name."""
        return user.get_username()

    def get_totp_issuer(self) -> str:
        """The name of the node."""
        return str(settings.NODE.get("name", "GLACY"))
