"""Reads what Tarn wrote with the programs it is meant for: TensorBoard, onnxruntime, safetensors.

    pip install tensorboard onnx onnxruntime safetensors numpy
    python check_interchange.py TARN FOLDER      # FOLDER holds the fits digits, wine, reverse and mixed with their .onnx files
"""
import glob
import json
import subprocess
import sys

import numpy as np
import onnx
import onnxruntime
from safetensors.numpy import load_file
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

tarn, folder = sys.argv[1:]

for run in ["digits", "wine", "reverse", "mixed"]:
    onnx.checker.check_model(onnx.load(f"{folder}/{run}.onnx"), full_check=True)
    session = onnxruntime.InferenceSession(f"{folder}/{run}.onnx")
    shape = session.get_inputs()[0].shape
    predictions = session.run(None, {"features": np.random.rand(4, *shape[1:]).astype(np.float32)})[0]
    assert np.allclose(predictions.sum(-1), 1, atol=1e-5), run
    model = load_file(f"{folder}/{run}/model.safetensors")
    state = load_file(f"{folder}/{run}/checkpoint/training.safetensors")
    for name, tensor in model.items():
        assert tensor.tobytes() == state[f"model.{name}"].tobytes(), name

# The same predictions from the same raw rows.
rows = [line.split(",") for line in open("Assets/Data/wine.csv").read().split()[1:]]
features = np.array([[float(v) for v in row[:-1]] for row in rows], np.float32)
theirs = onnxruntime.InferenceSession(f"{folder}/wine.onnx").run(None, {"features": features})[0]
lines = subprocess.run([tarn, "predict", f"{folder}/wine", "Assets/Data/wine.csv", "--json"], capture_output=True, text=True,
                       check=True).stdout.split("\n")[:-1]
ours = np.array([list(json.loads(line)["probabilities"].values()) for line in lines])
difference = np.abs(ours - theirs).max()
assert difference < 1e-5, difference
print("onnxruntime: largest difference on wine", difference)

# Images that neither side has seen, through convolutions and a net of every kind of layer.
images = np.random.default_rng(1).integers(0, 256, (6, 8, 8), np.uint8)
open(f"{folder}/images.idx", "wb").write(bytes([0, 0, 8, 3]) + np.array(images.shape, ">u4").tobytes() + images.tobytes())
for run in ["digits", "mixed"]:
    theirs = onnxruntime.InferenceSession(f"{folder}/{run}.onnx").run(None, {"features": (images / 255).astype(np.float32)[..., None]})[0]
    lines = subprocess.run([tarn, "predict", f"{folder}/{run}", f"{folder}/images.idx", "--json"], capture_output=True, text=True,
                           check=True).stdout.split("\n")[:-1]
    ours = np.array([list(json.loads(line)["probabilities"].values()) for line in lines])
    difference = np.abs(ours - theirs).max()
    assert difference < 1e-4, (run, difference)
    print("onnxruntime: largest difference on", run, difference)

events = EventAccumulator(f"{folder}/digits", size_guidance={"tensors": 0, "scalars": 0, "histograms": 0})
events.Reload()
metrics = [json.loads(line) for line in open(f"{folder}/digits/metrics.jsonl")]
for tag, key in [("loss/training", "loss"), ("loss/validation", "validation_loss"), ("accuracy/validation", "validation_accuracy")]:
    scalars = events.Scalars(tag)
    assert [s.step for s in scalars] == [m["epoch"] for m in metrics]
    assert np.allclose([s.value for s in scalars], [m[key] for m in metrics], rtol=1e-6), tag
state = load_file(f"{folder}/digits/checkpoint/training.safetensors")
for name, tensor in state.items():
    if name.startswith("model."):
        last = events.Histograms("parameters/" + name[len("model."):])[-1].histogram_value
        assert last.num == tensor.size and np.isclose(last.min, tensor.min()) and np.isclose(last.max, tensor.max()), name
        assert sum(last.bucket) == tensor.size and len(last.bucket) == len(last.bucket_limit)
image = events.Images("examples")[0]
assert image.encoded_image_string.startswith(b"\x89PNG") and image.height == 8 and image.width == 80
assert b"digraph computation" in events.Tensors("graph/text_summary")[0].tensor_proto.string_val[0]
print("TensorBoard:", len(events.Tags()["scalars"]), "curves,", len(events.Tags()["histograms"]), "histograms")
