"""Fly's apps, addresses, secrets and certificates against the fake."""

from typing import Any

import pytest

from providers.errors import VendorError

from .driver import MARK, Driver
from .fake import Fault
from .fly import Fly

APP = {"name": "faro-api", "organization": "faro"}


def test_app_lives(fly: Fly) -> None:
    fly.faults.append(Fault("POST /apps", reset=True))
    driver = Driver("fly:App", fly)
    id_, outs = driver.create(**APP)
    assert fly.count("POST /apps") == 1
    assert id_ == f"faro-api-{MARK}"
    assert outs["url"] == f"https://{id_}.fly.dev"
    assert driver.diff(id_, outs, **APP) == (False, [])
    assert driver.diff(id_, outs, **APP | {"organization": "o"}) == (True, ["organization"])
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


def test_name_of_another_customer(fly: Fly) -> None:
    fly.taken.add(f"faro-api-{MARK}")
    with pytest.raises(VendorError, match="Name already in use at"):
        Driver("fly:App", fly).create(**APP)


def test_organization_of_others(fly: Fly) -> None:
    with pytest.raises(VendorError, match="Use a token of the organization"):
        Driver("fly:App", fly).create(name="faro-api", organization="theirs")


@pytest.mark.parametrize("kind", ["v4", "shared_v4", "v6"])
def test_address_lives(fly: Fly, app: str, kind: str) -> None:
    fly.faults.append(Fault("POST /apps/{app_name}/ip_assignments", reset=True))
    driver = Driver("fly:IpAssignment", fly)
    id_, outs = driver.create(app=app, type=kind)
    assert fly.count("POST /apps/{app_name}/ip_assignments") == 1
    assert outs["address"] == id_
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


def test_secrets_live(fly: Fly, app: str) -> None:
    driver = Driver("fly:Secrets", fly)
    inputs = {"app": app, "values": {"A": "one", "B": "two"}}
    id_, outs = driver.create(**inputs)
    assert outs["version"] == 1.0
    assert driver.read(id_, outs) == outs
    fly.values[app]["A"] = "changed by hand"
    fly.values[app]["THEIRS"] = "x"
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert drifted["values"] == {"B": "two"}
    assert driver.diff(id_, drifted, **inputs) == (True, [])
    outs = driver.update(id_, outs, app=app, values={"B": "three"})
    assert fly.values[app] == {"B": "three", "THEIRS": "x"}
    assert outs["version"] == 3.0
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    assert fly.values[app] == {"THEIRS": "x"}
    driver.delete(id_, outs)


def test_certificate_lives(fly: Fly, app: str) -> None:
    fly.faults.append(Fault("POST /apps/{app_name}/certificates/acme", reset=True))
    driver = Driver("fly:Certificate", fly)
    id_, outs = driver.create(app=app, hostname="api.faro.example")
    assert fly.count("POST /apps/{app_name}/certificates/acme") == 1
    assert outs["cname"] == f"{app}.fly.dev"
    assert driver.read(id_, outs) == outs
    assert driver.create(app=app, hostname="api.faro.example")[0] == id_, "found by its name"
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


def test_an_app_is_seen_a_moment_later(fly: Fly) -> None:
    fly.hidden_app = 3
    id_, _ = Driver("fly:App", fly).create(**APP)
    assert list(fly.apps) == [id_]


def test_addresses_are_found_by_their_type(fly: Fly, app: str) -> None:
    """What a killed deployment made is continued with; another type is another address."""
    six, _ = Driver("fly:IpAssignment", fly).create(app=app, type="v6")
    shared, _ = Driver("fly:IpAssignment", fly).create(app=app, type="shared_v4")
    assert Driver("fly:IpAssignment", fly).create(app=app, type="v6")[0] == six
    assert {ip["ip"] for ip in fly.ips[app]} == {six, shared}


def test_an_app_whose_answer_is_lost_is_seen_later(fly: Fly) -> None:
    """Neither the list nor the token knows it at first: it is not asked for a second time."""
    fly.hidden_app = 4
    fly.faults.append(Fault("POST /apps", reset=True))
    id_, _ = Driver("fly:App", fly).create(**APP)
    assert list(fly.apps) == [id_]
    assert fly.count("POST /apps") == 1


def test_a_token_that_is_refused_is_not_waited_for(fly: Fly) -> None:
    with pytest.raises(VendorError, match="rejected the token"):
        Driver("fly:App", fly, "another").create(**APP)
    assert fly.requests == 2  # the name is looked up, then asked for


def test_an_app_is_gone_when_its_name_is_free(fly: Fly) -> None:
    driver = Driver("fly:App", fly)
    id_, outs = driver.create(**APP)
    driver.delete(id_, outs)
    assert fly.apps == {}
    assert driver.create(**APP)[0] == id_


def test_an_app_of_ones_own_is_adopted(fly: Fly) -> None:
    driver = Driver("fly:App", fly)
    made, _ = driver.create(**APP)
    fly.apps["faro"] = {**fly.apps.pop(made), "name": "faro", "id": "faro"}
    inputs = {**APP, "name": "faro", "existing_id": "faro"}
    id_, outs = driver.create(**inputs)
    assert id_ == "faro"
    assert outs["url"] == "https://faro.fly.dev"
    assert driver.read(id_, outs) == outs
    assert driver.diff(id_, outs, **inputs) == (False, [])
    with pytest.raises(VendorError, match="its name is 'faro', not 'other'"):
        driver.create(**inputs | {"name": "other"})
    assert list(fly.apps) == ["faro"]


def test_a_private_address_is_no_public_one(fly: Fly, app: str) -> None:
    """Flycast addresses are IPv6, too: one is neither adopted nor given back."""
    private = {"ip": "fdaa:1::3", "shared": False, "region": "global"}
    fly.ips[app].append(private)
    driver = Driver("fly:IpAssignment", fly)
    id_, outs = driver.create(app=app, type="v6")
    assert id_.startswith("2a09:")
    driver.delete(id_, outs)
    assert fly.ips[app] == [private]


def test_two_addresses_of_a_type_are_two(fly: Fly, app: str) -> None:
    first, _ = Driver("fly:IpAssignment", fly).create(app=app, type="v4", mark="aaaaaaaaaa")
    second, _ = Driver("fly:IpAssignment", fly).create(app=app, type="v4", mark="bbbbbbbbbb")
    assert first != second
    assert len(fly.ips[app]) == 2


def test_a_pending_certificate_is_not_waited_for(
    fly: Fly, app: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """The DNS record may be of this very deployment; what keeps Fly from it is said."""
    fly.troubles = {
        "rate_limited_until": "2026-11-29T00:00:00Z",
        "validation_errors": [{"message": "no CNAME", "remediation": "point it at the app"}],
    }
    _, outs = Driver("fly:Certificate", fly).create(app=app, hostname="api.faro.example")
    assert outs["cname"] == f"{app}.fly.dev"
    said = capfd.readouterr().err
    assert "api.faro.example: no other one is issued until 2026-11-29T00:00:00Z" in said
    assert "api.faro.example: no CNAME: point it at the app" in said


@pytest.mark.parametrize(
    ("type_name", "inputs"),
    [
        ("fly:IpAssignment", {"type": "v4"}),
        ("fly:Certificate", {"hostname": "a.example"}),
        ("fly:Volume", {"name": "data", "region": "nrt", "size_gb": 1}),
    ],
)
@pytest.mark.parametrize(
    "said",
    [
        "To create more than 1 of them please add a payment method.",
        "your organization has reached its limit",
        "quota exceeded for this organization",
    ],
)
def test_a_limit_is_not_the_tokens_fault(
    fly: Fly, app: str, type_name: str, inputs: dict[str, Any], said: str
) -> None:
    paths = {
        "fly:IpAssignment": "ip_assignments",
        "fly:Certificate": "certificates/acme",
        "fly:Volume": "volumes",
    }
    kind = f"POST /apps/{{app_name}}/{paths[type_name]}"
    fly.faults.append(Fault(kind, status=403, body={"error": said}))
    with pytest.raises(VendorError, match=r"Fly\.io rate limit or quota reached") as caught:
        Driver(type_name, fly).create(app=app, **inputs)
    assert said in str(caught.value)
    assert "token" not in str(caught.value)


def test_other_resources_are_sent_as_they_should_be(fly: Fly, app: str) -> None:
    Driver("fly:Volume", fly).create(app=app, name="data", region="nrt", size_gb=3)
    Driver("fly:IpAssignment", fly).create(app=app, type="shared_v4")
    Driver("fly:Secrets", fly).create(app=app, values={"A": "one"})
    Driver("fly:Certificate", fly).create(app=app, hostname="api.faro.example")
    assert [call.body for call in fly.calls if call.method == "POST"] == [
        {"name": app, "org_slug": "faro"},
        {
            "name": f"data_{MARK}",
            "region": "nrt",
            "size_gb": 3,
            "encrypted": True,
            "snapshot_retention": 5,
            "auto_backup_enabled": True,
            "require_unique_zone": True,
        },
        {"type": "shared_v4"},
        {"values": {"A": "one"}},
        {"hostname": "api.faro.example"},
    ]
