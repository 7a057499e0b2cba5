"""Pure rules of the case: who may do what, what must be told; one module a noun."""
