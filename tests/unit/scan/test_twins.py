from audit4.scan.twins import Twins


def test_hosts_that_share_a_mark_are_twins_both_ways() -> None:
    twins = Twins()

    twins.add("u/s/a", ["key1", "id1"])
    twins.add("u/s/b", ["key2", "id1"])

    assert twins.of("u/s/a", ["key1", "id1"]) == ("u/s/b",)
    assert twins.of("u/s/b", ["key2", "id1"]) == ("u/s/a",)


def test_a_missing_mark_makes_no_twins() -> None:
    twins = Twins()

    twins.add("u/s/a", ["", "id1"])
    twins.add("u/s/b", ["", "id2"])

    assert twins.of("u/s/a", ["", "id1"]) == ()


def test_a_fleet_of_clones_names_ten() -> None:
    twins = Twins()

    for n in range(3000):
        twins.add(f"u/s/h{n}", ["key"])

    assert len(twins.of("u/s/h0", ["key"])) == 10
