"""OpenPGP keys for tests, good and bad, made anew each time."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from pysequoia import Cert, Sig, Tsk, decrypt
from pysequoia.packet import PacketPile


@dataclass(frozen=True)
class Pair:
    """A secret key, which tests alone hold, and its public half."""

    secret: Tsk

    @property
    def public(self) -> Cert:
        return self.secret.extract_certificate()

    @property
    def armoured(self) -> str:
        return str(self.public)

    @property
    def revoked(self) -> bytes:
        note: Sig = self.public.revoke(self.secret.certifier())
        return bytes(self.public) + bytes(note)

    @property
    def sign_only(self) -> bytes:
        """The public key without its last subkey, which is the one for encryption."""
        *rest, _subkey, _binding = PacketPile.from_bytes(bytes(self.public))
        return bytes(Cert.from_packets(rest))

    def expiring(self, at: datetime) -> bytes:
        return bytes(self.public.set_expiration(at, self.secret.certifier()))

    def opened(self, armoured: str) -> bytes:
        """Return what was sealed for this pair."""
        content = decrypt(armoured.encode(), decryptor=self.secret.decryptor()).bytes
        assert content is not None
        return content


@cache
def pair(name: str = "reader") -> Pair:
    return Pair(Tsk.generate(user_id=f"{name} <{name}@example.org>"))


def made_by_gpg(name: str) -> bytes:
    """Return a public key that GnuPG exported; its secret half is thrown away."""
    return (Path(__file__).parent / "keys" / f"{name}.asc").read_bytes()
