#!/usr/bin/env bash
# One session on a machine with an NVIDIA GPU: parity tests on CUDA, then every figure for small and medium.
#
#   bash benchmarks/gpu_session.sh [results folder]
#
# Wants a copy of this repository, Python 3.10 or later, 15 GB of disk, and pip (a PyTorch that is there already is
# used). Weights are random ones of the real sizes: speed does not depend on values. About fifteen minutes.
# SIZES="small" limits it. Every result is written as it comes, so a session cut short keeps what it has.
set -uo pipefail
cd "$(dirname "$0")/.."

results=$(mkdir -p "${1:-gpu-results}" && cd "${1:-gpu-results}" && pwd)
work=${WORK:-/tmp/timbre-gpu}
sizes=${SIZES:-small medium}
mkdir -p "$work"

say() { printf '\n== %s\n' "$*" >&2; }

say "Python, PyTorch and the rest"
python=${PYTHON:-python3}
if [ ! -x "$work/venv/bin/python" ]; then
  # The machine's own PyTorch, if it has one, fits its driver best.
  "$python" -m venv --system-site-packages "$work/venv" || exit 1
fi
py=$work/venv/bin/python
"$py" -m pip install --quiet --disable-pip-version-check -e '.[musicgen,torch]' 'transformers>=5.0' pytest hypothesis || exit 1
"$py" - > "$results/machine.txt" <<'PY' || { say "no GPU that PyTorch can use"; exit 1; }
import platform, torch
print(platform.platform(), "python", platform.python_version(), "torch", torch.__version__, "cuda", torch.version.cuda)
print(torch.cuda.get_device_properties(0))
PY
nvidia-smi >> "$results/machine.txt" 2>&1
cat "$results/machine.txt"

say "parity on tiny models"
"$py" -m pytest -p no:cacheprovider -rs tests/torch_parity > "$results/tests.txt" 2>&1
tail -n 15 "$results/tests.txt"

measure() { # name, then the benchmark's arguments
  local name=$1; shift
  say "$name"
  timeout 600 "$py" benchmarks/musicgen_torch.py "$@" > "$results/$name.json" 2> "$results/$name.err" ||
    say "$name failed: $(tail -n 1 "$results/$name.err")"
  cat "$results/$name.json"
}

for size in $sizes; do
  folder=$work/$size
  if [ ! -f "$folder/config.json" ]; then
    say "random weights of $size"
    "$py" scripts/make_random_musicgen.py "$folder" --size "$size" || continue
  fi
  measure "$size-float16" "$folder" --device cuda --dtype float16
  measure "$size-int4" "$folder" --device cuda --bits 4
  measure "$size-bfloat16" "$folder" --device cuda --dtype bfloat16
  measure "$size-float16-30s" "$folder" --device cuda --dtype float16 --seconds 30
  measure "$size-float16-no-graphs" "$folder" --device cuda --dtype float16 --no-graphs --runs 1
  say "$size, transformers' own generate in float16"
  timeout 900 "$py" benchmarks/musicgen_reference.py "$folder" --device cuda --dtype float16 \
    > "$results/$size-transformers.json" 2> "$results/$size-transformers.err"
  cat "$results/$size-transformers.json"
done

say "summary"
"$py" - "$results" <<'PY' | tee "$results/summary.txt"
import json, sys
from pathlib import Path

for path in sorted(Path(sys.argv[1]).glob("*.json")):
    try:
        found = json.loads(path.read_text())
    except ValueError:
        print(f"{path.stem:28} failed")
        continue
    if "ms_per_step" in found:
        print(f"{path.stem:28} {1000 / found['ms_per_step']:7.0f} steps/s with the codec")
        continue
    print(
        f"{path.stem:28} {found['steps_per_second']:7.0f} steps/s  {found['times_floor']:5.2f}x floor  "
        f"clip {found['clip_seconds']:.2f} s  first sound {found['first_audio_seconds']:.3f} s  "
        f"{found['peak_device_bytes'] / 1e9:.2f} GB"
    )
PY
