"""Everything that coordinators write: content/ is read, checked, and rendered for one reader."""
