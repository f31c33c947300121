"""Writes control.json: Gymnasium 1.4.0's steps to the last bit. Run: python make_control.py

pushes: MountainCarContinuous, whose first step after a reset and whose clipped forces are computed in double precision.
swings: Acrobot's four numbers after so many steps of chaotic motion. costs: Pendulum's rewards.
"""
import json, os
import gymnasium as gym, numpy as np

def pushes(seed):
    rng = np.random.default_rng(1000 + seed)
    forces = rng.uniform(-1.6, 1.6, 8).astype(np.float32)
    forces[3] = np.float32(-1)
    env = gym.make("MountainCarContinuous-v0").unwrapped
    seen = [env.reset(seed=seed)[0]]
    rewards = []
    for force in forces:
        observation, reward, *_ = env.step(np.array([force], dtype=np.float32))
        seen.append(observation); rewards.append(float(reward))
    return dict(seed=seed, forces=[float(f) for f in forces], seen=[[float(x) for x in o] for o in seen], rewards=rewards)

def swings(seed, steps=2000):
    env = gym.make("Acrobot-v1").unwrapped
    env.reset(seed=seed)
    x, states = 1, []
    for step in range(1, steps + 1):
        if step % 4 == 1: x = (1103515245 * x + 12345) % 2**31
        _, _, terminated, *_ = env.step((x >> 16) % 3)
        if terminated: env.reset()
        if step % 250 == 0: states.append([float(v) for v in env.state])
    return dict(seed=seed, steps=steps, states=states)

def costs(seed):
    rng = np.random.default_rng(seed)
    torques = rng.uniform(-2.5, 2.5, 400).astype(np.float32)
    env = gym.make("Pendulum-v1").unwrapped
    env.reset(seed=seed)
    return dict(seed=seed, torques=[float(t) for t in torques], rewards=[float(env.step(np.array([t]))[1]) for t in torques])

out = dict(gymnasium=gym.__version__, pushes=[pushes(s) for s in range(40)], swings=[swings(s) for s in (1, 2, 3)], costs=[costs(5)])
json.dump(out, open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "control.json"), "w"))
