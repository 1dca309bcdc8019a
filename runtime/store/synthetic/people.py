"""Made-up borrowers: rows of the customer tables, as the database keeps them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any, Final

Rows = dict[str, list[dict[str, Any]]]

_FIRST: Final = (
    "Ada", "Amir", "Ana", "Ben", "Carla", "Chen", "Dana", "Diego", "Elif", "Emma", "Farid", "Grace", "Hana",
    "Henry", "Ines", "Ivan", "Jada", "Jonas", "Kofi", "Lara", "Leon", "Maya", "Miguel", "Nadia", "Noah",
    "Olga", "Omar", "Priya", "Quinn", "Rosa", "Sam", "Sofia", "Tariq", "Tess", "Uma", "Victor", "Wen", "Yara",
    "Yusuf", "Zoe",
)  # fmt: skip
_LAST: Final = (
    "Abbott", "Bauer", "Castillo", "Dalton", "Eriksen", "Fischer", "Garcia", "Haddad", "Ibarra", "Jensen",
    "Kaplan", "Larsen", "Mendoza", "Novak", "Okafor", "Park", "Quintana", "Rossi", "Santos", "Tanaka",
    "Underwood", "Vargas", "Whitfield", "Xu", "Young", "Zimmer", "Ortiz", "Brooks", "Carver", "Dumas",
)  # fmt: skip
_TOWNS: Final = (
    ("Provo", "UT", "84601"), ("Ogden", "UT", "84401"), ("Boise", "ID", "83702"), ("Reno", "NV", "89501"),
    ("Mesa", "AZ", "85201"), ("Pueblo", "CO", "81003"), ("Casper", "WY", "82601"), ("Salem", "OR", "97301"),
)  # fmt: skip
_STREETS: Final = (
    "Juniper Street",
    "Cedar Avenue",
    "Canyon Road",
    "Mill Lane",
    "Harbor Drive",
    "Summit Way",
    "Orchard Court",
)
_EMPLOYERS: Final = (
    "Cedar Ridge Dental",
    "Valley Schools",
    "Summit Freight",
    "Juniper Foods",
    "Harbor Steel",
    "Mesa Clinics",
)


def add_customer(random: Random, number: int, loan_id: int, role: str, as_of: date, score: int, rows: Rows) -> None:
    """Add one customer, linked to the loan in a role, with address, phone, employer and payment profile."""
    first, last = random.choice(_FIRST), random.choice(_LAST)
    city, state, zipcode = random.choice(_TOWNS)
    street = f"{random.randrange(10, 990)} {random.choice(_STREETS)}"
    spread = random.randrange(-9, 10)
    rows["customers"].append(
        {
            "id": number,
            "first_name": first,
            "last_name": last,
            "email": f"{first}.{last}.{number}@mail.example".lower(),
            "birth_date": (as_of - timedelta(days=365 * random.randrange(21, 70) + random.randrange(365))).isoformat(),
            "ofac_tested": True,
            "credit_score_experian": score + spread,
            "credit_score_transunion": score - spread,
            "credit_score_equifax": score,
            "credit_score_date": (as_of - timedelta(days=random.randrange(30, 500))).isoformat(),
            "created_at": f"{(as_of - timedelta(days=1000)).isoformat()}T12:00:00+00:00",
        }
    )
    rows["customer_links"].append({"loan_id": loan_id, "customer_id": number, "role": role})
    for kind in ("primary", "mailing"):
        rows["addresses"].append(
            {
                "customer_id": number,
                "kind": kind,
                "address1": street,
                "city": city,
                "state": state,
                "zipcode": zipcode,
                "verified": random.random() < 0.9,
            }
        )
    rows["phones"].append(
        {
            "customer_id": number,
            "phone": f"801-555-{number % 10_000:04d}",
            "phone_type": "cell",
            "is_primary": True,
            "carrier_verified": random.random() < 0.85,
            "do_not_call": random.random() < 0.04,
        }
    )
    if random.random() < 0.8:
        rows["employers"].append(
            {
                "customer_id": number,
                "company_name": random.choice(_EMPLOYERS),
                "income": random.randrange(180_000, 900_000),
                "income_frequency": "monthly",
                "next_pay_date": (as_of + timedelta(days=random.randrange(1, 15))).isoformat(),
                "pay_date_frequency": "biWeekly",
            }
        )
    rows["payment_profiles"].append(
        {
            "customer_id": number,
            "title": "Checking",
            "type": "checking",
            "masked_number": f"****{random.randrange(10_000):04d}",
            "is_primary": True,
        }
    )
