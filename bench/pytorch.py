"""The rows of rows.lua in PyTorch. Argument: the number of threads. run.lua asks for a key, a line
each, and gets the microseconds of one call. The first line is PyTorch's version."""

import statistics
import sys
import time

import torch

import pytorch_networks

SLICE = 0.02  # seconds
SLICES = 3


def seconds(body, n):
    """Time of body(n)."""
    start = time.perf_counter()
    body(n)
    return time.perf_counter() - start


def runs_in_slice(body):
    """How often the body runs in a slice, found while warming up."""
    n = 1
    elapsed = seconds(body, n)
    while elapsed < SLICE:
        n *= 2
        elapsed = seconds(body, n)
    return max(1, int(n * SLICE / elapsed))


def measure(body, n):
    """Microseconds of the body: the median of some slices, after one that lets its data and its
    threads find their places again."""
    body(n)
    return statistics.median(seconds(body, n) for _ in range(SLICES)) / n * 1e6


def calls():
    """key -> body of the single calls."""
    a, b = torch.zeros(10), torch.full((10,), 1e-3)
    m = torch.zeros(10, 10)
    layer, x = torch.nn.Linear(10, 10), torch.full((10,), 0.5)

    def add10(n):
        for _ in range(n):
            a.add_(b)

    def select(n):
        for _ in range(n):
            m.select(0, 1)

    def index(n):
        for _ in range(n):
            m[2][3].item()

    def new(n):
        for _ in range(n):
            torch.empty(10)

    def linear10(n):
        with torch.no_grad():
            for _ in range(n):
                layer(x)

    return {"add10": add10, "select": select, "index": index, "new": new, "linear10": linear10}


def operations():
    """key -> body of the operations on a million floats and of updates of a million parameters."""
    y, a, b = torch.zeros(1000000), torch.rand(1000000), torch.rand(1000000)
    my, ma = torch.zeros(1000, 1000), torch.rand(1000, 1000)
    row = torch.zeros(1, 1000)
    parameter = torch.nn.Parameter(torch.rand(1000000))
    parameter.grad = torch.rand(1000000)
    adam = torch.optim.Adam([parameter], lr=1e-3)

    def repeated(f):
        def body(n):
            for _ in range(n):
                f()

        return body

    bodies = {
        "exp": lambda: torch.exp(a, out=y),
        "tanh": lambda: torch.tanh(a, out=y),
        "sigmoid": lambda: torch.sigmoid(a, out=y),
        "add": lambda: torch.add(a, b, out=y),
        "cmul": lambda: torch.mul(a, b, out=y),
        "sum": lambda: a.sum(),
        "sum1": lambda: torch.sum(ma, 0, keepdim=True, out=row),
        "transpose": lambda: my.copy_(ma.t()),
        "sort": lambda: torch.sort(a),
        "normal": lambda: y.normal_(),
        "mm": lambda: torch.mm(ma, ma, out=my),
        "adam": adam.step,
    }
    return {key: repeated(f) for key, f in bodies.items()}


def mlp_steps(key, inputs, hidden, classes, batch):
    """key -> body: a training step with an update by hand, and one with torch.optim."""
    rate = 0.01
    net = torch.nn.Sequential(
        torch.nn.Linear(inputs, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, classes)
    )
    criterion = torch.nn.CrossEntropyLoss()
    x, y = torch.rand(batch, inputs), torch.randint(0, classes, (batch,))
    params = list(net.parameters())
    optimizer = torch.optim.SGD(params, lr=rate)

    def gradients():
        for p in params:
            p.grad = None
        criterion(net(x), y).backward()

    def by_hand(n):
        for _ in range(n):
            gradients()
            with torch.no_grad():
                for p in params:
                    p.add_(p.grad, alpha=-rate)

    def by_optimizer(n):
        for _ in range(n):
            gradients()
            optimizer.step()

    return {key: by_hand, key + "_sgd": by_optimizer}


def main():
    torch.set_num_threads(int(sys.argv[1]))
    bodies = {
        **calls(),
        **operations(),
        **mlp_steps("mlp100", 784, 100, 10, 64),
        **pytorch_networks.bodies(),
    }
    runs = {}
    print(torch.__version__, flush=True)
    for line in sys.stdin:
        body = bodies[line.strip()]
        if line not in runs:
            runs[line] = runs_in_slice(body)
        print("%.4f" % measure(body, runs[line]), flush=True)


if __name__ == "__main__":
    main()
