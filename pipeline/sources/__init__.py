"""Source packs from the documents themselves: papers, datasheets and company pages to proposed figures and terms."""
