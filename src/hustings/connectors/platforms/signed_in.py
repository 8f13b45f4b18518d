"""What platforms share where the member signs in there: tokens by the door (oauth.py), streams by name, no keys of answers."""

from __future__ import annotations

from collections.abc import Sequence

from hustings.connectors.live import Account, Capability, Credentials, Sent
from hustings.connectors.oauth import Door
from hustings.kernel.errors import RetryLater, WrongInput
from hustings.kernel.records import Identity


class SignedIn:
    """Parts of live.Platform, Answers, Refreshes and oauth.SignsIn. `names` are its streams, read by whoever inherits."""

    names: Sequence[str] = ()
    can: frozenset[Capability]
    _door: Door

    def finish(self, credentials: Credentials, code: str, *, verifier: str, return_to: str) -> Credentials:
        """The credentials with the tokens for a code."""
        return self._door.finish(credentials, code, verifier=verifier, return_to=return_to)

    def refresh(self, credentials: Credentials) -> Credentials:
        """With a fresh token, where the platform gave a refresh token."""
        return self._door.renew(credentials)

    def streams(self, credentials: Credentials) -> Sequence[str]:
        """The same for every account."""
        return self.names

    def find(self, credentials: Credentials, key: str) -> Sent | None:
        """No such platform keeps a key: ask `find_draft`."""
        raise RetryLater(f"{self._door.service} cannot say by its key whether an answer went out. It is looked for by its words.")

    def _known(self, stream: str) -> None:
        if stream not in self.names:
            raise WrongInput(f"There is no stream {stream} in an account of {self._door.service}.", field="stream")

    def _account(self, credentials: Credentials, name: str, identities: tuple[Identity, ...]) -> Account:
        return Account(name=name, identities=identities, may=self.can, expires_at=self._door.expires_at(credentials))
