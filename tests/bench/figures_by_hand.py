"""What a user would write for some figures over the stored tables, as well as it can be."""

from tests.bench.storage import POSTGRESQL, SQLITE

HELD = """
    WITH shared AS (
        SELECT customer_id FROM shared_customer x
        WHERE first_day <= :today AND (last_day IS NULL OR last_day >= :before)
            AND x.shown_from <= 0 AND x.shown_until IS NULL),
    part AS (
        SELECT partner_id, opening_amount + away_amount AS amount, opening + away AS customers
        FROM cohort_total t
        WHERE months = 1 AND product_id IS NULL AND partner_id IS NOT NULL
            AND t.shown_from <= 0 AND t.shown_until IS NULL
            AND start_date <= :begun AND (end_date IS NULL OR end_date > :begun)
        UNION ALL
        SELECT partner_id, sum(amount), sum(CASE
            WHEN customer_id IN (SELECT customer_id FROM shared) THEN 0
            WHEN kind IN ('new', 'reactivation') THEN 1 WHEN kind = 'churn' THEN -1 ELSE 0 END)
        FROM movement m
        WHERE product_id IS NULL AND day <= :today AND m.shown_from <= 0 AND m.shown_until IS NULL
            AND {month}
        GROUP BY partner_id),
    held AS (
        SELECT customer_id, partner_id,
            max(CASE WHEN start_date <= :today AND (end_date IS NULL OR end_date > :today)
                THEN 1 ELSE 0 END) AS now,
            max(CASE WHEN start_date <= :before AND (end_date IS NULL OR end_date > :before)
                THEN 1 ELSE 0 END) AS was
        FROM stretch s
        WHERE customer_id IN (SELECT customer_id FROM shared)
            AND s.shown_from <= 0 AND s.shown_until IS NULL
            AND start_date <= :today AND (end_date IS NULL OR end_date > :before)
        GROUP BY customer_id, partner_id),
    tier AS (
        SELECT partner_id, tier FROM partner_history
        WHERE valid_from <= :today AND (valid_to IS NULL OR valid_to > :today)),
    more AS (
        SELECT tier, max(now) - sum(was) AS customers FROM held JOIN tier USING (partner_id)
        GROUP BY tier, customer_id),
    found AS (
        SELECT tier, amount, customers FROM part JOIN tier USING (partner_id)
        UNION ALL SELECT tier, 0, customers FROM more),
    everybody AS (
        SELECT opening_amount AS amount, opening AS customers FROM cohort_total t
        WHERE months = 1 AND product_id IS NULL AND partner_id IS NULL
            AND t.shown_from <= 0 AND t.shown_until IS NULL
            AND start_date <= :begun AND (end_date IS NULL OR end_date > :begun)
        UNION ALL
        SELECT sum(amount), max(CASE WHEN kind IN ('new', 'reactivation') THEN 1 ELSE 0 END)
            - max(CASE WHEN kind = 'churn' THEN 1 ELSE 0 END)
        FROM movement m
        WHERE product_id IS NULL AND day <= :today AND m.shown_from <= 0 AND m.shown_until IS NULL
            AND {month}
        GROUP BY customer_id, day)
    SELECT NULL, sum(amount), sum(customers) FROM everybody UNION ALL
    SELECT tier, sum(amount), sum(customers) FROM found GROUP BY tier"""
"""Amounts and customers by tier and of all, as an answer tells them: who is at two is one."""
MONTHS = {
    SQLITE: "substr(day, 1, 7) = substr(:begun, 1, 7)",
    POSTGRESQL: "date_trunc('month', CAST(day AS TIMESTAMP)) = :begun",
}
BY_HAND = {
    "ARR by tier": HELD,
    "churn by month, 36": """
        SELECT start_date, opening, lost FROM cohort_total t
        WHERE months = 1 AND partner_id IS NULL AND product_id IS NULL
            AND start_date >= :first AND start_date <= :closing
            AND t.shown_from <= 0 AND t.shown_until IS NULL""",
    "churn of a quarter by partner": """
        SELECT p.name, t.opening, t.lost FROM cohort_total t
        JOIN partner p ON p.id = t.partner_id
        WHERE t.months = 3 AND t.start_date <= :closing
            AND (t.end_date IS NULL OR t.end_date > :closing)
            AND t.shown_from <= 0 AND t.shown_until IS NULL""",
}
"""What a user would write over the same tables: what was added up is read, too.

It asks nobody what they may see, up to which day rows are complete, nor what a target is.
"""


def by_hand(asked: str, dialect: str) -> str:
    """Return the statement for what is asked, as a database understands it."""
    return BY_HAND[asked].replace("{month}", MONTHS[dialect])
