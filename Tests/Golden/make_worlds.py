"""Writes worlds.json: Gymnasium 1.4.0's trajectories as digests, and its models. Run: python make_worlds.py"""
import json, os, zlib, struct
import gymnasium as gym
from gymnasium.envs.toy_text.frozen_lake import generate_random_map

CASES = []
for seed in (0, 1, 7, 123, 99999):
    CASES += [
        ("FrozenLake-v1", "FrozenLake-v1", {}, seed), ("FrozenLake8x8-v1", "FrozenLake8x8-v1", {}, seed),
        ("FrozenLake-v1:success_rate=0.8", "FrozenLake-v1", dict(success_rate=0.8), seed),
        ("FrozenLake-v1:map_name=8x8,is_slippery=false", "FrozenLake-v1", dict(map_name="8x8", is_slippery=False), seed),
        ("FrozenLake-v1:reward_schedule=(10,-1,-0.5)", "FrozenLake-v1", dict(reward_schedule=(10, -1, -0.5)), seed),
        ("FrozenLake-v1:map=SFFS/FHFF/FFFG", "FrozenLake-v1", dict(desc=["SFFS", "FHFF", "FFFG"]), seed),
        ("CliffWalking-v1", "CliffWalking-v1", {}, seed), ("CliffWalkingSlippery-v1", "CliffWalkingSlippery-v1", {}, seed),
        ("Taxi-v4", "Taxi-v4", {}, seed), ("Taxi-v4:is_rainy=true", "Taxi-v4", dict(is_rainy=True), seed),
        ("Taxi-v4:fickle_passenger=true", "Taxi-v4", dict(fickle_passenger=True), seed),
        ("Taxi-v4:fickle_passenger=true,is_rainy=true,rainy_probability=0.6,fickle_probability=0.9", "Taxi-v4",
         dict(fickle_passenger=True, is_rainy=True, rainy_probability=0.6, fickle_probability=0.9), seed),
        ("Blackjack-v1", "Blackjack-v1", {}, seed), ("Blackjack-v1:sab=false,natural=true", "Blackjack-v1",
         dict(sab=False, natural=True), seed),
    ]

def digest(gid, kwargs, seed, steps=5000):
    env = gym.make(gid, **kwargs); crc = 0
    def feed(o):
        nonlocal crc
        for x in (o if isinstance(o, tuple) else (o,)): crc = zlib.crc32(struct.pack("<i", int(x)), crc)
    o, _ = env.reset(seed=seed); feed(o)
    x, total, te_n, tr_n, n = 1, 0.0, 0, 0, int(env.action_space.n)
    for _ in range(steps):
        x = (1103515245 * x + 12345) % 2**31
        o, r, te, tr, _ = env.step((x >> 16) % n); feed(o); total += r
        if te or tr:
            te_n += te; tr_n += (not te); o, _ = env.reset(); feed(o)
    return dict(crc=f"{crc:08x}", total=total, terminated=te_n, truncated=tr_n)

def model(gid, kwargs):
    """Transitions of the states that an episode can be in, in the package's order."""
    env = gym.make(gid, **kwargs).unwrapped; crc = 0; count = 0
    for s in range(env.observation_space.n):
        for a in range(env.action_space.n):
            for p, n, r, t in env.P[s][a]:
                crc = zlib.crc32(struct.pack("<iiid?", s, a, int(n), float(p), bool(t)) + struct.pack("<d", float(r)), crc)
                count += 1
    return dict(crc=f"{crc:08x}", transitions=count)


out = dict(
    gymnasium=gym.__version__,
    digests=[dict(spec=s, seed=seed, **digest(g, k, seed)) for s, g, k, seed in CASES],
    models=[dict(spec=s, **model(g, k)) for s, g, k in [
        ("FrozenLake-v1", "FrozenLake-v1", {}), ("FrozenLake8x8-v1", "FrozenLake8x8-v1", {}),
        ("FrozenLake-v1:success_rate=0.8,reward_schedule=(10,-1,-0.5)", "FrozenLake-v1", dict(success_rate=0.8, reward_schedule=(10, -1, -0.5)))]],
    random_maps=[dict(size=n, p=p, seed=s, map="/".join(generate_random_map(n, p, s))) for n, p, s in
                 [(4, .8, 0), (8, .8, 1), (8, .6, 2), (12, .7, 3), (5, .9, 42)]],
)
json.dump(out, open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "worlds.json"), "w"), indent=1)
