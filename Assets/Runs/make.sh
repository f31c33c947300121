#!/usr/bin/env bash
# usage: make.sh TARN   trains the run that ships and puts what is shown of it beside this script
set -euo pipefail
tarn="$(realpath "${1:?usage: make.sh TARN}")"
cd "$(dirname "$0")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
(cd "$work" && "$tarn" train ppo MinAtar/Breakout-v1 --seed 1 --steps 1500000 --keep 200MB --out breakout --no-tensorboard)
mkdir -p breakout
cp "$work/breakout/run.toml" breakout/run.toml
gzip -9nc "$work/breakout/metrics.jsonl" > breakout/metrics.jsonl.gz
gzip -9nc "$work/breakout/readings.jsonl" > breakout/readings.jsonl.gz
cp "$(ls "$work"/breakout/past/episode-* | tail -n 1)" breakout/agent.safetensors
ls -l breakout
