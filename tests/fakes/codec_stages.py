"""EnCodec's decoder written straight from its description, in float64, with random weights: what others must equal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from timbre.engines.musicgen.checkpoint.config import CodecConfig
from timbre.engines.musicgen.checkpoint.layout import convolutions
from timbre.engines.musicgen.runtimes.port import Codes, Floats

REAL = CodecConfig(
    sampling_rate=32_000,
    num_filters=64,
    upsampling_ratios=(8, 5, 4, 4),
    codebook_size=2048,
    codebook_dim=128,
    hidden_size=128,
    num_lstm_layers=2,
    kernel_size=7,
    last_kernel_size=7,
    residual_kernel_size=3,
    num_residual_layers=1,
    dilation_growth_rate=2,
    compress=2,
    use_causal_conv=False,
    pad_mode="reflect",
    use_conv_shortcut=False,
    norm_type="weight_norm",
    trim_right_ratio=1.0,
    num_quantizers=4,
)
"""The sizes of facebook/encodec_32khz."""

BOOKS = 2
SMALL = replace(
    REAL,
    num_filters=2,
    upsampling_ratios=(3, 2),
    codebook_size=11,
    codebook_dim=5,
    hidden_size=5,
    num_quantizers=BOOKS,
)
ODD = (
    replace(SMALL, upsampling_ratios=(2,), compress=1, num_lstm_layers=1),
    replace(SMALL, upsampling_ratios=(3, 2, 2), kernel_size=5, last_kernel_size=9, num_residual_layers=2),
    replace(SMALL, kernel_size=6, last_kernel_size=4, residual_kernel_size=5, num_residual_layers=2),
    replace(
        SMALL, upsampling_ratios=(1, 2), last_kernel_size=15, residual_kernel_size=7, dilation_growth_rate=3
    ),
    replace(SMALL, last_kernel_size=13),
    replace(SMALL, kernel_size=1, last_kernel_size=1, residual_kernel_size=1),
)
"""Sizes whose paddings are larger than a frame, just as large, lopsided, or nothing at all."""


class RandomWeights:
    """Stands for `checkpoint.weights.Weights`: the same numbers for the same name, of a size that keeps sound alive."""

    def __init__(self, config: CodecConfig) -> None:
        self._config = config
        self._kernels = {prefix: shape for prefix, shape, _ in convolutions(config)}
        self._transposed = {prefix for prefix, _, kind in convolutions(config) if kind == "transposed"}

    def __getitem__(self, name: str) -> Floats:
        width = self._config.num_filters * 2 ** len(self._config.upsampling_ratios)
        shape: tuple[int, ...] = (4 * width, width) if "weight" in name else (4 * width,)
        if "codebook" in name:
            return _random(name, (self._config.codebook_size, self._config.codebook_dim), 1.0)
        return _random(name, shape, width**-0.5)

    def conv(self, prefix: str) -> tuple[Floats, Floats]:
        shape = self._kernels[prefix]
        outputs = shape[1] if prefix in self._transposed else shape[0]
        fan = 2 * shape[0] if prefix in self._transposed else shape[1] * shape[2]
        return _random(prefix, shape, 1.2 * fan**-0.5), _random(f"{prefix}.bias", (outputs,), 0.2)


def _random(name: str, shape: tuple[int, ...], size: float) -> Floats:
    values = np.random.default_rng(list(name.encode())).standard_normal(shape) * size
    return values.astype(np.float32)


class PlainStages:
    """`port.CodecStages`. `through` counts the frames that went through the LSTM."""

    def __init__(self, config: CodecConfig) -> None:
        self._config = config
        self._weights = RandomWeights(config)
        self.through = 0

    def latents(self, codes: Codes) -> Floats:
        tables = [
            self._weights[f"audio_encoder.quantizer.layers.{book}.codebook.embed"] for book in range(BOOKS)
        ]
        summed = sum(table[row].astype(np.float64) for table, row in zip(tables, codes, strict=True))
        return self._conv("0.conv", np.asarray(summed).T)[None].astype(np.float32)

    def recur(self, latents: Floats, state: object | None) -> tuple[Floats, object]:
        self.through += latents.shape[2]
        rows = x = latents[0].T.astype(np.float64)
        layers = range(self._config.num_lstm_layers)
        held = list(state) if isinstance(state, list) else [np.zeros((2, x.shape[1])) for _ in layers]
        for layer in layers:
            rows, held[layer] = self._lstm(layer, rows, held[layer])
        return (rows + x).T[None].astype(np.float32), held

    def upsample(self, latents: Floats) -> Floats:
        config = self._config
        x, layer = latents[0].astype(np.float64), 3
        for ratio in config.upsampling_ratios:
            x = self._transposed(f"{layer}.conv", _elu(x), ratio)
            for block in range(config.num_residual_layers):
                base = f"{layer + 1 + block}.block"
                y = self._conv(f"{base}.1.conv", _elu(x), config.dilation_growth_rate**block)
                x = x + self._conv(f"{base}.3.conv", _elu(y))
            layer += config.num_residual_layers + 2
        return self._conv(f"{layer}.conv", _elu(x))[0].astype(np.float32)

    def _conv(self, name: str, x: np.ndarray, dilation: int = 1) -> np.ndarray:
        kernel, bias = self._weights.conv(f"audio_encoder.decoder.layers.{name}")
        total = (kernel.shape[2] - 1) * dilation
        length, most = x.shape[1], total - total // 2
        extra = max(0, most + 1 - length)
        padded = np.pad(np.pad(x, ((0, 0), (0, extra))), ((0, 0), (most, total // 2)), "reflect")
        taps = [padded[:, tap * dilation :][:, :length] for tap in range(kernel.shape[2])]
        return np.einsum("oik,kit->ot", kernel.astype(np.float64), np.stack(taps)) + bias[:, None]

    def _transposed(self, name: str, x: np.ndarray, stride: int) -> np.ndarray:
        kernel, bias = self._weights.conv(f"audio_encoder.decoder.layers.{name}")
        out = np.zeros((kernel.shape[1], (x.shape[1] + 1) * stride))
        for moment in range(x.shape[1]):
            out[:, moment * stride : (moment + 2) * stride] += np.einsum("iok,i->ok", kernel, x[:, moment])
        return (out + bias[:, None])[:, stride - stride // 2 : out.shape[1] - stride // 2]

    def _lstm(self, layer: int, rows: np.ndarray, state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        prefix = "audio_encoder.decoder.layers.1.lstm"
        into, again, *biases = (
            self._weights[f"{prefix}.{name}_l{layer}"].astype(np.float64) for name in names
        )
        hidden, cell = state
        out = []
        for row in rows:
            i, f, g, o = np.split(into @ row + again @ hidden + sum(biases), 4)
            cell = _sigmoid(f) * cell + _sigmoid(i) * np.tanh(g)
            hidden = _sigmoid(o) * np.tanh(cell)
            out.append(hidden)
        return np.stack(out), np.stack([hidden, cell])


def _elu(x: np.ndarray) -> np.ndarray:
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))
