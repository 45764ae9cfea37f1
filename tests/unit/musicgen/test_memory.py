"""How much is needed, how much is free, and the refusal between the two."""

from dataclasses import replace

import pytest

from timbre.engines.musicgen import memory
from timbre.engines.musicgen.memory import available_bytes, check_room, estimate, gb, total_bytes
from timbre.engines.musicgen.report import SMALL
from timbre.errors import CapabilityError

MEDIUM = replace(
    SMALL,
    decoder=replace(
        SMALL.decoder, num_hidden_layers=48, hidden_size=1536, num_attention_heads=24, ffn_dim=6144
    ),
)


@pytest.fixture
def system(tmp_path, monkeypatch):
    """Write the files the kernel tells its figures in."""
    monkeypatch.setattr(memory, "_PROC", tmp_path / "proc")
    monkeypatch.setattr(memory, "_CGROUP", tmp_path / "cgroup")
    monkeypatch.setattr(memory.sys, "platform", "linux")

    def put(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return put


def test_the_published_sizes_fit_what_was_promised():
    assert estimate(SMALL, "int8", 10.0).total < 1.2e9
    assert estimate(SMALL, "int4", 10.0).total < 0.9e9
    assert estimate(SMALL, "fp32", 10.0).decoder == pytest.approx(419.6e6 * 4, rel=0.01)
    assert estimate(MEDIUM, "fp32", 10.0).decoder == pytest.approx(1837.6e6 * 4, rel=0.01)


def test_coarser_weights_and_fewer_rows_need_less():
    sizes = [estimate(SMALL, name, 30.0).total for name in ("fp32", "fp16", "int8", "int4")]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 4
    assert estimate(SMALL, "int8", 30.0, guided=False).cache < 0.6 * estimate(SMALL, "int8", 30.0).cache


def test_the_cache_grows_to_one_window():
    ten, thirty, sixty = (estimate(SMALL, "int8", seconds).cache for seconds in (10.0, 30.0, 60.0))
    assert ten < thirty == sixty
    # 24 layers × keys and values × 1024 numbers of 4 bytes × 2 rows × 1503 positions, and the words'
    assert thirty == 24 * 2 * 1024 * 4 * (2 * 1503 + 64)


def test_free_memory_is_what_the_kernel_says(system):
    assert available_bytes() is None
    system("proc/meminfo", "MemTotal: 100 kB\nMemAvailable:    2048 kB\n")
    assert available_bytes() == 2048 * 1024


def test_a_container_may_allow_less(system):
    system("proc/meminfo", "MemAvailable: 8000000 kB\n")
    system("cgroup/memory.max", "1000000\n")
    system("cgroup/memory.current", "700000\n")
    system("cgroup/memory.stat", "anon 1\ninactive_file 200000\nfile 3\n")
    assert available_bytes() == 500_000
    assert total_bytes() == 1_000_000
    system("cgroup/memory.max", "max\n")
    assert available_bytes() == 8_000_000 * 1024


def test_the_older_containers_are_known_too(system):
    system("cgroup/memory/memory.limit_in_bytes", "1000000\n")
    system("cgroup/memory/memory.usage_in_bytes", "400000\n")
    assert available_bytes() == 600_000
    system("cgroup/memory/memory.limit_in_bytes", str(2**63 - 4096))
    assert available_bytes() is None


def test_odd_figures_are_passed_over(system):
    system("proc/meminfo", "MemAvailable:\nwhat is this\n")
    system("cgroup/memory.max", "-1")
    assert available_bytes() is None


def test_a_refusal_gives_the_figures_and_what_would_fit():
    with pytest.raises(CapabilityError) as caught:
        check_room(MEDIUM, "medium", "int8", 30.0, available=3_500_000_000)
    assert "medium at int8" in caught.value.message
    assert "about 4.2 GB for 30 seconds; 3.5 GB" in caught.value.message
    assert "--precision int4" in caught.value.hint
    with pytest.raises(CapabilityError) as caught:
        check_room(MEDIUM, "medium", "int8", 30.0, available=100_000_000)
    assert "smaller model" in caught.value.hint


def test_what_fits_is_not_refused():
    check_room(SMALL, "small", "int4", 30.0, available=2_000_000_000)
    check_room(MEDIUM, "medium", "int8", 30.0, available=1_900_000_000, loaded=True)
    with pytest.raises(CapabilityError):
        check_room(MEDIUM, "medium", "int8", 30.0, available=1_700_000_000, loaded=True)


@pytest.mark.parametrize(("size", "said"), [(1.26e9, "1.3 GB"), (84e6, "84 MB"), (10, "1 MB")])
def test_sizes_are_said_for_people(size, said):
    assert gb(size) == said
