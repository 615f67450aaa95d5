"""Why Microsoft gives this app no token, in plain words and with the next step."""

import re
from collections.abc import Mapping

_OTHER_CLOUD = "the app's tenant lives in another cloud of Microsoft's: see DRUMBEAT_TEAMS_CLOUD"
_NOT_FEDERATED = (
    "the app trusts no federated identity like the one in DRUMBEAT_TEAMS_FEDERATED_TOKEN_FILE: "
    "compare issuer, subject and audience of its federated credential"
)
_REASONS: Mapping[str, str] = {
    "7000215": (
        "the secret is not this app's: DRUMBEAT_TEAMS_APP_PASSWORD wants a secret's value, "
        "not its id"
    ),
    "7000222": "the app's secret has expired: make a new one",
    "7000112": "the app is switched off in its home tenant: an administrator there enables it",
    "700016": (
        "the home tenant does not know the app: compare DRUMBEAT_TEAMS_APP_ID with "
        "DRUMBEAT_TEAMS_TENANT_ID, the tenant in which it was registered"
    ),
    "7000229": (
        "consent is missing: the app has no service principal in the home tenant, so an "
        "administrator there consents to it once"
    ),
    "65001": "consent is missing: an administrator of the home tenant consents to the app",
    "90002": "there is no such tenant in this cloud: see DRUMBEAT_TEAMS_TENANT_ID",
    "900023": "DRUMBEAT_TEAMS_TENANT_ID is no tenant's id",
    "50194": (
        "the app is for one organisation, and the token was asked for in none: "
        "DRUMBEAT_TEAMS_TENANT_ID must be its home tenant"
    ),
    "50020": "this account belongs to another organisation than the app lets in",
    "500011": f"this tenant has no bot service of that name: {_OTHER_CLOUD}",
    "53003": "a policy of the home tenant (conditional access) keeps the app out",
    "700211": _NOT_FEDERATED,
    "700212": _NOT_FEDERATED,
    "700213": _NOT_FEDERATED,
    "70021": _NOT_FEDERATED,
    "700024": (
        "the token in DRUMBEAT_TEAMS_FEDERATED_TOKEN_FILE has ended: whoever writes the file "
        "has stopped"
    ),
    "90038": _OTHER_CLOUD,
    "900382": _OTHER_CLOUD,
    "900432": _OTHER_CLOUD,
    "900439": _OTHER_CLOUD,
}
_CODE = re.compile(r"AADSTS(\d{4,9})\b")


def why_denied(answer: Mapping[str, object]) -> tuple[str, str]:
    """Return Microsoft's number for it and our sentence; each is empty where there is none."""
    listed = answer.get("error_codes")
    codes = [str(one) for one in listed[:3]] if isinstance(listed, list) else []
    codes += _CODE.findall(str(answer.get("error_description") or "")[:400])
    known = next((code for code in codes if code in _REASONS), "")
    first = known or next((code for code in codes if code.isdigit()), "")
    return (f"AADSTS{first[:9]}" if first else ""), _REASONS.get(known, "")
