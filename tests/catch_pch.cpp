// Compiles the precompiled Catch2 header that all tests share: CMake builds it for a source that
// uses it, and catch_main.cpp cannot.
