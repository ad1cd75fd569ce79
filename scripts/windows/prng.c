/* bcryptprimitives.dll for wine before 9, which lacks it: programs of Go ask it for random bytes when they start. Windows has its own.
 * x86_64-w64-mingw32-gcc -shared -nostartfiles -e 0 -o bcryptprimitives.dll prng.c -ladvapi32 */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID to, ULONG n); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE to, SIZE_T n) { return SystemFunction036(to, (ULONG)n); }
