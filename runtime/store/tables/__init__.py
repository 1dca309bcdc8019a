"""The tables, one module per area of the domain; `runtime.store.schema` is the door to them."""
