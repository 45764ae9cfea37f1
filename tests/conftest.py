"""For every test: one BLAS thread, as in the product, set before NumPy is imported."""

from timbre.threads import use_one_blas_thread

use_one_blas_thread()
