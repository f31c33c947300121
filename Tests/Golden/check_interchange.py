"""Reads what Tarn wrote with the programs it is meant for: TensorBoard, onnxruntime, safetensors.

    pip install tensorboard onnx onnxruntime safetensors numpy
    python check_interchange.py TARN FOLDER      # FOLDER holds the fits digits, wine, reverse and mixed with their .onnx files
"""
import argparse
import glob
import json
import subprocess
import sys

import numpy as np
import onnx
import onnxruntime
from safetensors.numpy import load_file
from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.context import RequestContext
from tensorboard.plugins.base_plugin import TBContext
from tensorboard.plugins.graph import graphs_plugin
from tensorboard.plugins.hparams import api_pb2, get_experiment, hparams_plugin, list_session_groups

tarn, folder = sys.argv[1:]

for run in ["digits", "wine", "reverse", "mixed"]:
    onnx.checker.check_model(onnx.load(f"{folder}/{run}.onnx"), full_check=True)
    session = onnxruntime.InferenceSession(f"{folder}/{run}.onnx")
    shape = session.get_inputs()[0].shape
    predictions = session.run(None, {"features": np.random.rand(4, *shape[1:]).astype(np.float32)})[0]
    assert np.allclose(predictions.sum(-1), 1, atol=1e-5), run
    model = load_file(f"{folder}/{run}/model.safetensors")
    state = load_file(*glob.glob(f"{folder}/{run}/checkpoint/tensors-*.safetensors"))
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
state = load_file(*glob.glob(f"{folder}/digits/checkpoint/tensors-*.safetensors"))
for name, tensor in state.items():
    if name.startswith("model."):
        last = events.Histograms("parameters/" + name[len("model."):])[-1].histogram_value
        assert last.num == tensor.size and np.isclose(last.min, tensor.min()) and np.isclose(last.max, tensor.max()), name
        assert sum(last.bucket) == tensor.size and len(last.bucket) == len(last.bucket_limit)
image = events.Images("examples")[0]
assert image.encoded_image_string.startswith(b"\x89PNG") and image.height == 8 and image.width == 80

# The graph, as TensorBoard's own plugin reads it; the model's layers are groups.
graph = GraphDef()
graph.ParseFromString(events.Graph().SerializeToString() if hasattr(events.Graph(), "SerializeToString") else events.Graph())
nodes = {node.name: node for node in graph.node}
assert len(nodes) == len(graph.node) and all(source in nodes for node in graph.node for source in node.input)
assert nodes["input"].op == "Placeholder" and [d.size for d in nodes["input"].attr["_output_shapes"].list.shape[0].dim] == [1, 8, 8, 1]
names = [name[len("model."):].replace(".", "/") for name in state if name.startswith("model.")]
assert {name for name, node in nodes.items() if node.op == "Variable"} == set(names), names


def plugin(logs, kind):
    multiplexer = EventMultiplexer(tensor_size_guidance={"tensors": 0}).AddRunsFromDirectory(logs)
    multiplexer.Reload()
    context = TBContext(logdir=logs, multiplexer=multiplexer, flags=argparse.Namespace(generic_data="true"))
    context.data_provider = MultiplexerDataProvider(multiplexer, logs)
    return kind(context)


graphs = plugin(f"{folder}/digits", graphs_plugin.GraphsPlugin)
text, mime = graphs.graph_impl(RequestContext(), ".", tag=None, is_conceptual=False, experiment="0")
assert "input" in text and "Placeholder" in text, text[:200]

# An agent's curves and hyperparameters, as the plugin of that name reads them.
for agent, world, steps, curves in [
    ("ppo", "CartPole-v1", 20000, ["Policy loss", "Value loss", "Approximate KL", "Clip fraction", "Explained variance", "Entropy"]),
    ("a2c", "CartPole-v1", 5000, ["Policy loss", "Value loss", "Explained variance", "Entropy"]),
    ("dqn", "CartPole-v1", 5000, ["Squared loss", "Mean value", "epsilon"]),
]:
    run = f"{folder}/tensorboard/{agent}"
    subprocess.run([tarn, "train", agent, world, "--steps", str(steps), "--evaluate-every", "1000", "--quiet", "--out", run], check=True,
                   capture_output=True)
    events = EventAccumulator(run, size_guidance={"scalars": 0}).Reload()
    for tag in ["learning/" + curve for curve in curves + ["Learning rate", "Gradient norm before clipping"]] + [
            "episode/return", "episode/length", "speed/steps per second", "return/greedy"]:
        values = [s.value for s in events.Scalars(tag)]
        assert len(values) > 3 and np.isfinite(values).all(), (agent, tag, values[:3])
    if agent == "ppo":
        assert all(v >= 0 for v in [s.value for s in events.Scalars("learning/Approximate KL")])
        assert all(0 <= s.value <= 1 for s in events.Scalars("learning/Clip fraction"))
        assert max(s.value for s in events.Scalars("learning/Explained variance")) <= 1
hparams = plugin(f"{folder}/tensorboard", hparams_plugin.HParamsPlugin)
experiment = get_experiment.Handler(RequestContext(), hparams._context, "0",
                                    api_pb2.GetExperimentRequest(experiment_name="")).run()
known = {info.name for info in experiment.hparam_infos}
assert {"agent", "learningRate", "seed", "discount"} <= known, known
assert {info.name.tag for info in experiment.metric_infos} >= {"return/greedy", "return/mean_of_last_100"}
groups = list_session_groups.Handler(
    RequestContext(), hparams._context, "0",
    api_pb2.ListSessionGroupsRequest(
        experiment_name="", allowed_statuses=[api_pb2.STATUS_SUCCESS], slice_size=10,
        col_params=[api_pb2.ColParams(metric=info.name) for info in experiment.metric_infos])).run()
assert {g.hparams["agent"].string_value for g in groups.session_groups} == {"ppo", "a2c", "dqn"}, groups
assert all(g.sessions[0].status == api_pb2.STATUS_SUCCESS and len(g.metric_values) >= 2 for g in groups.session_groups)
print("TensorBoard: hyperparameters of", len(groups.session_groups), "runs,", len(known), "columns")
events = EventAccumulator(f"{folder}/digits", size_guidance={"tensors": 0, "scalars": 0, "histograms": 0}).Reload()
print("TensorBoard:", len(events.Tags()["scalars"]), "curves,", len(events.Tags()["histograms"]), "histograms")
