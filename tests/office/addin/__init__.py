"""Our cell functions inside LibreOffice: an extension made from the registry, and the Python that it calls."""
