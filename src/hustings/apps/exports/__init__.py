"""What leaves the workspace: who asked for which file, who approved it, and the file while it is kept."""
