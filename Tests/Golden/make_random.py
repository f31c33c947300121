"""Writes random.json: NumPy's streams, draw for draw. Run with numpy 2.4.6: python make_random.py"""
import json, os
import numpy as np

N = 1000
def bits(values): return "".join(f"{v:016x}" for v in np.asarray(values, dtype=np.float64).view(np.uint64))

def modern(seed):
    def g(): return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed)))
    r = g(); mixed = []
    for i in range(N):                                   # 32-bit halves, doubles and normals interleaved
        mixed.append([int(r.integers(0, 13)), float(r.random()).hex(), int(r.integers(-5, 2**40 + i))])
    s = np.random.SeedSequence(seed)
    return dict(
        seed=seed, random=bits(g().random(N)), uniform=bits(g().uniform(-2.5, 4.0, N)), normal=bits(g().standard_normal(N)),
        integers6=[int(x) for x in (lambda r: [r.integers(0, 6) for _ in range(N)])(g())],
        integers_large=[str(x) for x in (lambda r: [r.integers(0, 2**63 - 25) for _ in range(N)])(g())],
        mixed=[[a, b, str(c)] for a, b, c in mixed],
        permutation=[int(x) for x in g().permutation(N)],
        choice_floyd=[int(x) for x in g().choice(N, 40, replace=False)],
        choice_tail=[int(x) for x in g().choice(20000, 1000, replace=False)],
        choice_weighted=[int(x) for x in (lambda r: [r.choice(4, p=[.1, .2, .3, .4]) for _ in range(N)])(g())],
        spawned=[bits(np.random.Generator(np.random.PCG64(c)).random(5)) for c in s.spawn(3)],
        grandchild=bits(np.random.Generator(np.random.PCG64(s.spawn(1)[0].spawn(2)[1])).random(5)),
        state32=[int(x) for x in np.random.SeedSequence(seed).generate_state(8)],
    )

def legacy(seed):
    def g(): return np.random.RandomState(seed)
    return dict(
        seed=seed, random=bits(g().rand(N)), uniform=bits(g().uniform(-2.5, 4.0, N)), normal=bits(g().randn(N)),
        integers6=[int(x) for x in (lambda r: [r.randint(0, 6) for _ in range(N)])(g())],
        integers_large=[str(x) for x in (lambda r: [r.randint(0, 2**50) for _ in range(N)])(g())],
        permutation=[int(x) for x in g().permutation(N)],
        choice=[int(x) for x in g().choice(N, 40, replace=False)],
        choice_weighted=[int(x) for x in (lambda r: [r.choice(4, p=[.1, .2, .3, .4]) for _ in range(N)])(g())],
    )

SEEDS = [0, 1, 42, 12345, 2**31 + 7]
out = dict(numpy=np.__version__, modern=[modern(s) for s in SEEDS + [2**40 + 3]], legacy=[legacy(s) for s in SEEDS])
json.dump(out, open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "random.json"), "w"), separators=(",", ":"))
