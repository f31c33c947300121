"""Writes arcade.json: trajectories of Gymnasium 1.4.0's classic control and digests of MinAtar 1.0.15's games.

Run: python make_arcade.py"""
import json, os, zlib
import gymnasium as gym, numpy as np
from minatar import Environment

def actions():
    x = 1
    while True:
        x = (1103515245 * x + 12345) % 2**31
        yield x >> 16

def classic(gid, seed, steps, **kwargs):
    """Observations, rewards and ends; actions cycle through the choices, reals through five strengths."""
    env = gym.make(gid, **kwargs)
    o, _ = env.reset(seed=seed)
    rows, rewards, ends, taken = [o.tolist()], [], [], []
    source = actions()
    for _ in range(steps):
        n = next(source)
        if isinstance(env.action_space, gym.spaces.Discrete):
            action = n % int(env.action_space.n); taken.append(action)
        else:
            high = float(env.action_space.high[0])
            value = np.float32([-1.5, -0.5, 0.0, 0.37, 1.0][n % 5] * high); taken.append(float(value))
            action = np.array([value], dtype=np.float32)
        o, r, te, tr, _ = env.step(action)
        rewards.append(float(r)); ends.append(1 if te else 2 if tr else 0); rows.append(o.tolist())
        if te or tr:
            o, _ = env.reset(); rows.append(o.tolist())
    return dict(environment=gid, seed=seed, actions=taken, observations=rows, rewards=rewards, ends=ends)

def arcade(game, seed, sticky, ramping, steps=20000):
    env = Environment(game, sticky_action_prob=sticky, difficulty_ramping=ramping)
    env.seed(seed); env.reset()
    crc, total, episodes = 0, 0, 0
    def feed():
        nonlocal crc
        crc = zlib.crc32(np.ascontiguousarray(env.state()).astype(np.uint8).tobytes(), crc)
    feed()
    source = actions()
    for _ in range(steps):
        r, done = env.act(next(source) % 6)
        feed(); crc = zlib.crc32(bytes([int(r), int(done)]), crc); total += int(r)
        if done:
            episodes += 1; env.reset(); feed()
    return dict(game=game, seed=seed, sticky=sticky, ramping=ramping, crc=f"{crc:08x}", total=total, episodes=episodes)

names = dict(asterix="Asterix", breakout="Breakout", freeway="Freeway", seaquest="Seaquest", space_invaders="SpaceInvaders")
out = dict(
    classic=[classic(g, s, 260) for g in ("CartPole-v1", "MountainCar-v0", "Acrobot-v1", "Pendulum-v1", "MountainCarContinuous-v0")
             for s in (0, 7, 123)],
    arcade=[dict(arcade(g, s, p, r), id=names[g]) for g in names for s, p, r in
            ((0, .1, True), (1, .1, True), (12345, 0.0, True), (3, .25, False), (99, .1, True))])
json.dump(out, open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "arcade.json"), "w"))
