# make demo           build for Linux and show a short run of each plugin
# make demo-windows   the same with sonde.exe under Wine
# make test           everything: Linux (plain, ASan+UBSan, TSan, fuzz, coverage) and Windows x64 under Wine
# make lint           clang-tidy and cppcheck
# make bench          the figures of docs/measurements.md
# make clean          remove build/ ; make distclean also removes the cache
# Cached between runs in .cache/: the Windows libraries and the Wine prefix.
.POSIX:
.PHONY: demo demo-windows test test-linux test-windows lint bench clean distclean

demo:
	tools/need.sh build
	cmake --preset linux -DBUILD_TESTING=OFF -DSAMPLES=ON >/dev/null
	cmake --build --preset linux
	tools/demo.sh build/linux

demo-windows:
	tools/need.sh build cross
	tools/cross-deps.sh .cache/windows-x64
	cmake --preset windows-mingw -DBUILD_TESTING=OFF -DSAMPLES=ON >/dev/null
	cmake --build --preset windows-mingw
	tools/demo.sh build/windows-mingw tools/run-wine.sh

test:
	tools/test.sh all

test-linux:
	tools/test.sh linux

test-windows:
	tools/test.sh windows

lint:
	tools/need.sh build test lint
	tools/lint.sh

bench:
	tools/need.sh build test
	cmake --preset linux -DBUILD_TESTING=ON >/dev/null
	cmake --build --preset linux
	tests/bench/run.sh
	tests/bench/memory.sh
	tests/bench/trace.sh

clean:
	rm -rf build

distclean: clean
	rm -rf .cache
