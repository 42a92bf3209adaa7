"""The gate (门岗): where staff sign in and out, in plain HTML."""
