"""The rows of rows.lua in PyTorch. Prints key=value lines: microseconds for one call, or for one
training step with a number of threads (key.threads). Arguments: the keys, separated by commas;
numbers of threads for the steps.
run.lua starts this script anew in every round."""

import statistics
import sys
import time

import torch

import pytorch_networks

SLICE = 0.02  # seconds that one measurement takes
SLICES = 5


def seconds(body, n):
    """Time of body(n)."""
    start = time.perf_counter()
    body(n)
    return time.perf_counter() - start


def measure(body):
    """Microseconds of body(n) divided by n: the median of some slices, after a warm-up that also
    finds n."""
    n = 1
    elapsed = seconds(body, n)
    while elapsed < SLICE:
        n *= 2
        elapsed = seconds(body, n)
    n = max(1, int(n * SLICE / elapsed))
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
    print("version=" + torch.__version__)
    torch.set_num_threads(1)
    keys = sys.argv[1].split(",")
    for key, body in calls().items():
        if key not in keys:
            continue
        print("%s=%.4f" % (key, measure(body)))
    for threads in map(int, sys.argv[2:]):
        torch.set_num_threads(threads)
        bodies = {
            **operations(),
            **mlp_steps("mlp100", 784, 100, 10, 64),
            **pytorch_networks.bodies(),
        }
        for key, body in bodies.items():
            if key not in keys:
                continue
            print("%s.%d=%.4f" % (key, threads, measure(body)))


if __name__ == "__main__":
    main()
