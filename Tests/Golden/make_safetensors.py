"""Writes two.safetensors with the PyPI package safetensors. Run: python make_safetensors.py"""
import os
import numpy as np
from safetensors.numpy import save_file

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "two.safetensors")
save_file({"b": np.array([1, -2], dtype=np.int64), "a": np.array([[1.5]])}, path)
