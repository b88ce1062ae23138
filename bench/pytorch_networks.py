"""The rows of networks.lua in PyTorch: key -> body(n). pytorch.py times them."""

import torch
from torch import nn

RATE = 0.01
WORDS = 10000


def mlp():
    return nn.Sequential(nn.Linear(784, 1024), nn.ReLU(), nn.Linear(1024, 10))


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 32, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(1024, 10),
    )  # fmt: skip


def language_model():
    return nn.Sequential(
        nn.Embedding(WORDS, 64), nn.Flatten(),
        nn.Linear(4 * 64, 128), nn.Tanh(), nn.Linear(128, WORDS),
    )  # fmt: skip


def block():
    return nn.Sequential(nn.Conv2d(64, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU())


def repeated(f):
    def body(n):
        for _ in range(n):
            f()

    return body


def training_step(net, x, y):
    params, criterion = list(net.parameters()), nn.CrossEntropyLoss()

    def step():
        for p in params:
            p.grad = None
        criterion(net(x), y).backward()
        with torch.no_grad():
            for p in params:
                p.add_(p.grad, alpha=-RATE)

    return repeated(step)


def both_passes(net, x):
    x = x.clone().requires_grad_()
    params = list(net.parameters())
    g = torch.rand_like(net(x))

    def passes():
        x.grad = None
        for p in params:
            p.grad = None
        net(x).backward(g)

    return repeated(passes)


def answer(net, x):
    net.eval()

    def forward():
        with torch.inference_mode():
            net(x)

    return repeated(forward)


def bodies():
    """key -> body, in the order of networks.lua."""
    big, small = torch.rand(32, 64, 32, 32), torch.rand(32, 64, 16, 16)
    return {
        "mlp1024": training_step(mlp(), torch.rand(128, 784), torch.randint(0, 10, (128,))),
        "lenet": training_step(lenet(), torch.rand(64, 1, 28, 28), torch.randint(0, 10, (64,))),
        "words": training_step(
            language_model(), torch.randint(0, WORDS, (32, 4)), torch.randint(0, WORDS, (32,))
        ),
        "block": both_passes(block(), big),
        "conv1": both_passes(nn.Conv2d(64, 128, 1), big),
        "strided": both_passes(nn.Conv2d(64, 64, 3, stride=2, padding=1), big),
        "dilated": both_passes(nn.Conv2d(64, 64, 3, padding=2, dilation=2), big),
        "depthwise": both_passes(nn.Conv2d(64, 64, 3, padding=1, groups=64), big),
        "full": both_passes(nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1), small),
        "maxpool": both_passes(nn.MaxPool2d(2), big),
        "avgpool": both_passes(nn.AvgPool2d(2), big),
        "batchnorm": both_passes(nn.BatchNorm2d(64), big),
        "mlp1024_one": answer(mlp(), torch.rand(1, 784)),
        "lenet_one": answer(lenet(), torch.rand(1, 1, 28, 28)),
        "words_one": answer(language_model(), torch.randint(0, WORDS, (1, 4))),
        "block_one": answer(block(), torch.rand(1, 64, 32, 32)),
    }
