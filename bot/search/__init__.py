"""Understanding what people type: text → weighted terms. Concepts and places join here later."""
