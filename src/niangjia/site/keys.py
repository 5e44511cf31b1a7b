"""Making the key file: ``python -m niangjia.site.keys new``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from niangjia.records.sealing import KEY_BYTES, new_key_file


def main() -> int:
    """Make the key file that ``NIANGJIA_KEY_FILE`` names."""
    parser = argparse.ArgumentParser(description="生成加密密钥文件（NIANGJIA_KEY_FILE 指定的位置）")
    parser.add_argument("verb", choices=["new"])
    parser.add_argument("--cipher", choices=sorted(KEY_BYTES), default="AES-256-GCM")
    chosen = parser.parse_args()
    path = Path(os.environ["NIANGJIA_KEY_FILE"])
    try:
        new_key_file(path, cipher=chosen.cipher)
    except FileExistsError:
        sys.stderr.write(f"{path.name} 已经存在；密钥从不覆盖\n")
        return 1
    sys.stdout.write(f"写好了 {path.name}。请另存一份在保险柜里：丢了它，加密的内容谁也打不开\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
