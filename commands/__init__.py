"""Commands (命令): what `cli.py` cannot hold on one page; each file is one noun of `huifang`."""
