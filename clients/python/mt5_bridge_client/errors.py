"""What can go wrong, as one error class with a stable code. No text contains the token."""

from __future__ import annotations

from typing import Any, Dict, List, Optional


class BridgeError(Exception):
    """The error of every call.

    `code` is a problem code of the bridge, such as `refused_by_risk` or `read_only_token`, or one
    of this client: `no_answer`, `unexpected_answer`, `outcome_unknown`, `wrong_version`,
    `unusable_option`, `stream_refused`.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        problem: Optional[Dict[str, Any]] = None,
        key: Optional[str] = None,
        may_be_executed: bool = False,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.problem = problem or {}
        self.key = key
        self.may_be_executed = may_be_executed

    @property
    def refusals(self) -> List[Dict[str, str]]:
        """Every refusal of the risk checks."""
        return list(self.problem.get("refusals", []))

    @property
    def mistakes(self) -> List[Dict[str, str]]:
        """Every mistake in a request."""
        return list(self.problem.get("mistakes", []))
