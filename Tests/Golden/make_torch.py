"""Writes torch.safetensors: what PyTorch makes of small layers, losses and optimizers.

    pip install torch safetensors numpy
    python make_torch.py

Each case holds x (inputs), p.NAME (parameters in Tarn's layout), y (outputs), dy (what multiplies the outputs in the
loss), dx and d.NAME (gradients). Images are channels-last, weights [in, out], filters [height, width, in, out].
"""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.numpy import save_file

torch.manual_seed(7)
torch.use_deterministic_algorithms(True)
out = {}


def put(name, tensor):
    out[name] = tensor.detach().numpy().astype(np.float32).copy(order="C")


def case(name, f, x, params=None, layout=None, positive=False):
    """f(x, params) -> y; layout maps a parameter to Tarn's layout."""
    params = params or {}
    layout = layout or {}
    x = x.clone().requires_grad_(True)
    params = {k: v.detach().clone().requires_grad_(True) for k, v in params.items()}
    y = f(x, params)
    dy = torch.randn_like(y)
    (y * dy).sum().backward()
    put(f"{name}/x", x)
    put(f"{name}/y", y)
    put(f"{name}/dy", dy)
    put(f"{name}/dx", x.grad)
    for k, v in params.items():
        g = v.grad if v.grad is not None else torch.zeros_like(v)
        turn = layout.get(k, lambda t: t)
        put(f"{name}/p.{k}", turn(v))
        put(f"{name}/d.{k}", turn(g))


T = lambda t: t.t()
nchw = lambda x: x.permute(0, 3, 1, 2)
nhwc = lambda x: x.permute(0, 2, 3, 1)

# Activations
x = torch.randn(3, 7) * 2
for name, f in {
    "relu": F.relu, "leaky-relu": lambda v: F.leaky_relu(v, 0.01), "tanh": torch.tanh, "sigmoid": torch.sigmoid,
    "hard-tanh": F.hardtanh, "softplus": F.softplus, "silu": F.silu, "gelu": F.gelu, "elu": F.elu,
    "softmax": lambda v: F.softmax(v, -1), "log-softmax": lambda v: F.log_softmax(v, -1),
}.items():
    case(f"activation/{name}", lambda v, p, f=f: f(v), x)

# Losses
x, t = torch.randn(5, 4), torch.randn(5, 4)
put("target", t)
soft = F.softmax(torch.randn(5, 4), -1)
put("distribution", soft)
labels = torch.tensor([0, 3, 1, 1, 2])
for name, f in {
    "mse": lambda v: F.mse_loss(v, t), "mae": lambda v: F.l1_loss(v, t), "huber": lambda v: F.huber_loss(v, t, delta=0.5),
    "smooth-l1": lambda v: F.smooth_l1_loss(v, t), "bce": lambda v: F.binary_cross_entropy_with_logits(v, soft),
    "cross-entropy": lambda v: F.cross_entropy(v, labels), "soft-cross-entropy": lambda v: F.cross_entropy(v, soft),
    "cross-entropy-sum": lambda v: F.cross_entropy(v, labels, reduction="sum"),
    "kl": lambda v: F.kl_div(F.log_softmax(v, -1), soft, reduction="batchmean"),
}.items():
    case(f"loss/{name}", lambda v, p, f=f: f(v), x)

# Dense
for batch in (1, 6):
    l = nn.Linear(5, 3)
    case(f"dense/b{batch}", lambda v, p: F.relu(v @ p["weight"].t() + p["bias"]), torch.randn(batch, 5),
         {"weight": l.weight, "bias": l.bias}, {"weight": T})

# Convolutions
filters = lambda w: w.permute(2, 3, 1, 0)


def same(v, k, s):
    pads = []
    for size in (v.shape[3], v.shape[2]):
        total = max((-(-size // s) - 1) * s + k - size, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(v, pads)


for name, batch, size, k, s, pad in [
    ("valid", 2, (6, 6), 3, 1, "valid"), ("b1-odd", 1, (7, 9), 3, 1, "valid"), ("stride2", 2, (7, 9), 3, 2, "valid"),
    ("same", 2, (5, 6), 3, 1, "same"), ("same-even", 2, (5, 6), 2, 1, "same"), ("same-stride2", 2, (7, 6), 3, 2, "same"),
    ("explicit", 1, (6, 5), 5, 1, "explicit"), ("one", 3, (4, 4), 1, 1, "valid"),
]:
    l = nn.Conv2d(3, 4, k)

    def f(v, p, k=k, s=s, pad=pad):
        v = nchw(v)
        if pad == "same":
            v = same(v, k, s)
        return nhwc(F.conv2d(v, p["filters"], p["bias"], stride=s, padding=2 if pad == "explicit" else 0))

    case(f"conv2d/{name}", f, torch.randn(batch, *size, 3), {"filters": l.weight, "bias": l.bias}, {"filters": filters})
for name, k, s, pad in [("valid", 3, 1, 0), ("stride2", 3, 2, 0), ("padded", 4, 2, 1)]:
    l = nn.ConvTranspose2d(3, 2, k)
    case(f"conv-transpose2d/{name}",
         lambda v, p, s=s, pad=pad: nhwc(F.conv_transpose2d(nchw(v), p["filters"], p["bias"], stride=s, padding=pad)),
         torch.randn(2, 4, 5, 3), {"filters": l.weight, "bias": l.bias}, {"filters": lambda w: w.permute(2, 3, 1, 0)})
for name, k, s, pad in [("valid", 3, 1, 0), ("stride2", 3, 2, 0), ("same", 5, 1, 2)]:
    l = nn.Conv1d(2, 3, k)
    case(f"conv1d/{name}",
         lambda v, p, s=s, pad=pad: F.conv1d(v.transpose(1, 2), p["filters"], p["bias"], stride=s, padding=pad).transpose(1, 2),
         torch.randn(2, 9, 2), {"filters": l.weight, "bias": l.bias}, {"filters": lambda w: w.permute(2, 1, 0)})

# Pooling and upsampling
for k, s in [(2, 2), (3, 2), (3, 1)]:
    case(f"max-pool/{k}-{s}", lambda v, p, k=k, s=s: nhwc(F.max_pool2d(nchw(v), k, s)), torch.randn(2, 7, 6, 3))
    case(f"average-pool/{k}-{s}", lambda v, p, k=k, s=s: nhwc(F.avg_pool2d(nchw(v), k, s)), torch.randn(2, 7, 6, 3))
case("average-pool/padded", lambda v, p: nhwc(F.avg_pool2d(nchw(v), 3, 2, 1, count_include_pad=False)), torch.randn(2, 7, 6, 3))
case("upsample", lambda v, p: nhwc(F.interpolate(nchw(v), scale_factor=2, mode="nearest")), torch.randn(2, 3, 4, 2))

# Normalisation
bn = {"scale": torch.rand(4) + 0.5, "shift": torch.randn(4)}
mean, var = torch.randn(4), torch.rand(4) + 0.5
x = torch.randn(6, 3, 4) * 2 + 1
run_mean, run_var = mean.clone(), var.clone()
case("batch-norm/training",
     lambda v, p: F.batch_norm(v.permute(0, 2, 1), run_mean, run_var, p["scale"], p["shift"], training=True).permute(0, 2, 1), x, bn)
put("batch-norm/mean", mean), put("batch-norm/variance", var)
put("batch-norm/mean-after", run_mean), put("batch-norm/variance-after", run_var)
case("batch-norm/evaluation",
     lambda v, p: F.batch_norm(v.permute(0, 2, 1), mean, var, p["scale"], p["shift"], training=False).permute(0, 2, 1), x, bn)
case("layer-norm", lambda v, p: F.layer_norm(v, (5,), p["scale"], p["shift"]), torch.randn(3, 2, 5),
     {"scale": torch.rand(5) + 0.5, "shift": torch.randn(5)})

# Embedding
tokens = torch.tensor([[0, 2, 2], [5, 1, 0]])
case("embedding", lambda v, p: F.embedding(tokens, p["vectors"]) + 0 * v.sum(), torch.randn(1), {"vectors": torch.randn(6, 4)})


# Recurrent
def recurrent(kind, name, batch, steps, lengths=None, **kw):
    l = kind(3, 4, batch_first=True, **kw)
    names = dict(l.named_parameters())

    def f(v, p):
        for k in names:
            obj = l
        flat = [p[k] for k in names]
        if lengths is None:
            return torch.func.functional_call(l, dict(zip(names, flat)), (v,))[0]
        packed = nn.utils.rnn.pack_padded_sequence(v, torch.tensor(lengths), batch_first=True)
        y = torch.func.functional_call(l, dict(zip(names, flat)), (packed,))[0]
        return nn.utils.rnn.pad_packed_sequence(y, batch_first=True)[0]

    case(name, f, torch.randn(batch, steps, 3), names,
         {k: T for k in names if "weight" in k})


recurrent(nn.RNN, "rnn/tanh", 2, 5)
recurrent(nn.RNN, "rnn/relu", 1, 4, nonlinearity="relu")
recurrent(nn.LSTM, "lstm/b1", 1, 6)
recurrent(nn.LSTM, "lstm/b3", 3, 5)
recurrent(nn.LSTM, "lstm/bidirectional", 3, 5, lengths=[5, 4, 2], bidirectional=True)
recurrent(nn.GRU, "gru/b1", 1, 6)
recurrent(nn.GRU, "gru/b3", 3, 5)
recurrent(nn.GRU, "gru/masked", 3, 5, lengths=[5, 3, 1])
put("lengths", torch.tensor([5.0, 4, 2]))


# Attention
def heads(name, l, f, x, split):
    names = dict(l.named_parameters())
    x = x.clone().requires_grad_(True)
    y = f(x)
    dy = torch.randn_like(y)
    l.zero_grad()
    (y * dy).sum().backward()
    for k, v in {"x": x, "y": y, "dy": dy, "dx": x.grad}.items():
        put(f"{name}/{k}", v)
    for k, v in names.items():
        for target, turn in split(k):
            put(f"{name}/p.{target}", turn(v))
            put(f"{name}/d.{target}", turn(v.grad))


W = 8


def attention_names(prefix, part):
    if part == "in_proj_weight":
        return [(f"{prefix}{n}.weight", lambda t, i=i: t[i * W:(i + 1) * W].t()) for i, n in enumerate(["query", "key", "value"])]
    if part == "in_proj_bias":
        return [(f"{prefix}{n}.bias", lambda t, i=i: t[i * W:(i + 1) * W]) for i, n in enumerate(["query", "key", "value"])]
    if part == "out_proj.weight":
        return [(f"{prefix}output.weight", T)]
    return [(f"{prefix}output.bias", lambda t: t)]


l = nn.MultiheadAttention(W, 2, batch_first=True)
nn.init.normal_(l.in_proj_bias), nn.init.normal_(l.out_proj.bias)
heads("attention", l, lambda v: l(v, v, v)[0], torch.randn(2, 5, W), lambda k: attention_names("", k))
causal = torch.triu(torch.full((5, 5), float("-inf")), 1)
heads("causal-attention", l, lambda v: l(v, v, v, attn_mask=causal)[0], torch.randn(2, 5, W), lambda k: attention_names("", k))


def block_names(k):
    part, rest = k.split(".", 1)
    if part == "self_attn":
        return attention_names("attention.", rest)
    if part == "linear1":
        return [(f"feed.expand.{rest}", T if rest == "weight" else (lambda t: t))]
    if part == "linear2":
        return [(f"feed.contract.{rest}", T if rest == "weight" else (lambda t: t))]
    where = {"norm1": "attentionNorm", "norm2": "feedNorm"}[part]
    return [(f"{where}.{'scale' if rest == 'weight' else 'shift'}", lambda t: t)]


l = nn.TransformerEncoderLayer(W, 2, 16, dropout=0.0, batch_first=True, norm_first=True)
heads("encoder", l, l, torch.randn(2, 5, W), block_names)
memory = torch.randn(2, 4, W)
put("memory", memory)


def decoder_names(k):
    part, rest = k.split(".", 1)
    if part in ("self_attn", "multihead_attn"):
        return attention_names("selfAttention." if part == "self_attn" else "crossAttention.", rest)
    if part.startswith("linear"):
        return [(f"feed.{'expand' if part == 'linear1' else 'contract'}.{rest}", T if rest == "weight" else (lambda t: t))]
    where = {"norm1": "selfNorm", "norm2": "crossNorm", "norm3": "feedNorm"}[part]
    return [(f"{where}.{'scale' if rest == 'weight' else 'shift'}", lambda t: t)]


l = nn.TransformerDecoderLayer(W, 2, 16, dropout=0.0, batch_first=True, norm_first=True)
heads("decoder", l, lambda v: l(v, memory, tgt_mask=causal), torch.randn(2, 5, W), decoder_names)

# Optimizers: three steps on a small network
for name, make in {
    "sgd": lambda p: torch.optim.SGD(p, 0.1), "momentum": lambda p: torch.optim.SGD(p, 0.1, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, 0.1, momentum=0.9, nesterov=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, 0.1), "adadelta": lambda p: torch.optim.Adadelta(p, 1.0),
    "rmsprop": lambda p: torch.optim.RMSprop(p, 0.01), "rmsprop-centred": lambda p: torch.optim.RMSprop(p, 0.01, centered=True),
    "adam": lambda p: torch.optim.Adam(p, 0.01), "adamw": lambda p: torch.optim.AdamW(p, 0.01, weight_decay=0.1),
}.items():
    net = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2))
    x, t = torch.randn(4, 3), torch.randn(4, 2)
    put(f"optimizer/{name}/x", x), put(f"optimizer/{name}/target", t)
    keys = {"0.weight": "layers.0.weight", "0.bias": "layers.0.bias", "2.weight": "layers.1.weight", "2.bias": "layers.1.bias"}
    show = lambda when: [put(f"optimizer/{name}/{when}.{keys[k]}", v.t() if "weight" in k else v) for k, v in net.named_parameters()]
    show("before")
    opt = make(net.parameters())
    for _ in range(3):
        opt.zero_grad()
        F.mse_loss(net(x), t).backward()
        opt.step()
    show("after")

save_file(out, "torch.safetensors", metadata={"torch": torch.__version__})
print(len(out), "tensors")
