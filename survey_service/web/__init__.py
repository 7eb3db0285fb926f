"""Pages: Litestar routers, one file per page group."""
