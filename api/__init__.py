"""The side door (接口): where programs of others come in with a key, in JSON and XML."""
