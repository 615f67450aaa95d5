from bot.people.rules.coverage import Coverage, Gap, Known, Lack, widest_gaps_first
from bot.principal import Role


def someone(role, *platforms, opted_out=False):
    return Known(f"{role}-{platforms}", "Ada", role, platforms, opted_out)


def test_a_partner_where_we_know_nobody_lacks_everything():
    lacks = [gap.lack for gap in Coverage("p", "Acme", ()).gaps]

    assert lacks == [Lack.NOBODY, Lack.NO_PARTNER_SPONSOR, Lack.NO_VENDOR_SPONSOR]


def test_a_partner_with_every_role_reachable_and_both_sponsors_lacks_nothing():
    people = tuple(someone(role, "slack") for role in Role)

    assert Coverage("p", "Acme", people, "Vera", "Paul").gaps == ()


def test_a_role_is_missing_or_out_of_reach():
    people = tuple(someone(role, "slack") for role in Role if role is not Role.SALES)
    gaps = Coverage("p", "Acme", people, "Vera", "Paul").gaps
    mute = (*people, someone(Role.SALES), someone(Role.SALES, "email", opted_out=True))

    assert gaps == (Gap(Lack.ROLE_UNKNOWN, Role.SALES),)
    assert Coverage("p", "Acme", mute, "Vera", "Paul").gaps == (
        Gap(Lack.ROLE_UNREACHABLE, Role.SALES),
    )


def test_where_nobody_can_be_reached_it_is_said_once():
    people = tuple(someone(role) for role in Role)

    assert Coverage("p", "Acme", people, "Vera", "Paul").gaps == (Gap(Lack.NOBODY_REACHABLE),)


def test_who_opted_out_counts_on_no_platform():
    people = (someone(Role.SALES, "slack", "email"), someone(Role.SALES, "slack", opted_out=True))
    coverage = Coverage("p", "Acme", people)

    assert (coverage.on("slack"), coverage.on("email"), coverage.reachable) == (1, 1, 1)


def test_the_partner_with_the_most_missing_comes_first():
    whole = Coverage("a", "A", tuple(someone(r, "slack") for r in Role), "Vera", "Paul")
    empty = Coverage("z", "Z", ())

    assert widest_gaps_first((whole, empty)) == (empty, whole)
