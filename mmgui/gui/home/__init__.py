"""The Home page: scenes, projects, first steps."""
