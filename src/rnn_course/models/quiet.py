"""Keras and TensorFlow, imported so that a lesson shows none of their log lines."""

from __future__ import annotations

import os

# TensorFlow reads these when it is loaded, so they come before the import.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # no log lines on stderr
# With oneDNN, TF 2.21 logs an error for SimpleRNN(activation="relu").
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
# The processor alone: the same numbers with and without a graphics card.
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import tensorflow as tf

tf.get_logger().setLevel("ERROR")  # no advice on retracing, which goes to stderr

__all__ = ["keras", "tf"]
