"""Compares `tarn trace` with MinAtar 1.0.15 and Gymnasium 1.4.0, step by step. Run: python check_trace.py TARN FOLDER"""
import json, os, subprocess, sys
import gymnasium as gym
import numpy as np
from minatar import Environment

tarn, folder = sys.argv[1], sys.argv[2]
rng = np.random.default_rng(5)

def trace(environment, actions, seed, *options):
    path = os.path.join(folder, "actions.txt")
    with open(path, "w") as file:
        file.write("".join(f"{a}\n" for a in actions))
    out = subprocess.run([tarn, "trace", environment, "--seed", str(seed), "--actions", path, *options],
                         capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in out.splitlines()]

games = dict(asterix="Asterix", breakout="Breakout", freeway="Freeway", seaquest="Seaquest", space_invaders="SpaceInvaders")
for game, name in games.items():
    for seed in (0, 11):
        actions = rng.integers(0, 6, 1500).tolist()
        lines = iter(trace(f"MinAtar/{name}-v0", actions, seed, "--random-source", "numpy-legacy"))
        env = Environment(game); env.seed(seed); env.reset()
        same = lambda line: np.array_equal(np.array(line["observation"], dtype=bool).reshape(env.state().shape), env.state())
        assert same(next(lines)), (name, seed, "reset")
        for step, action in enumerate(actions):
            reward, done = env.act(action)
            line = next(lines)
            assert same(line) and line["reward"] == reward and line["terminated"] == bool(done), (name, seed, step)
            if done and step + 1 < len(actions):
                env.reset()
                assert same(next(lines)), (name, seed, step)
        assert next(lines, None) is None
for name in ("CartPole-v1", "MountainCar-v0", "Acrobot-v1"):
    env = gym.make(name)
    actions = rng.integers(0, int(env.action_space.n), 800).tolist()
    lines = iter(trace(name, actions, 3))
    close = lambda line, o: np.allclose(line["observation"], o, rtol=2e-6, atol=2e-6)
    o, _ = env.reset(seed=3)
    assert close(next(lines), o)
    for step, action in enumerate(actions):
        o, reward, terminated, truncated, _ = env.step(action)
        line = next(lines)
        assert close(line, o) and line["reward"] == reward, (name, step)
        assert line["terminated"] == terminated and line["truncated"] == truncated, (name, step)
        if (terminated or truncated) and step + 1 < len(actions):
            o, _ = env.reset()
            assert close(next(lines), o), (name, step)
print("traces equal those of MinAtar and Gymnasium")
